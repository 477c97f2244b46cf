// A signature travels: what copies of a message lend, and what they do not.
#include "base/visit_limits.h"
#include "run/loans.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "judge/judge.h"
#include "run/message.h"
#include "support/examined.h"
#include "support/signer.h"

namespace winnow::run {
namespace {

constexpr std::string_view kHeader =
    "Message-ID: <1@en-avant.example>\r\nFrom: Ana <ana@en-avant.example>\r\nTo: Bea <bea@b.example>\r\n"
    "Cc: Cleo <cleo@c.example>, Dora <dora@d.example>, Eve <eve@e.example>\r\nSubject: Plan\r\n"
    "Date: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";
constexpr std::string_view kBody = "Dear all,\r\nwe meet on Monday at nine.\r\n";

std::string unsigned_mail() { return std::string(kHeader) + std::string(kBody); }
std::string signed_mail() {
  support::SignOptions how;
  how.header_fields = {"From", "To", "Cc", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"};
  how.signed_at = 1491894764;
  return support::sign(unsigned_mail(), how);
}
std::string replaced(std::string text, std::string_view what, std::string_view with) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

record::Item visited(const std::string& message, const std::vector<std::string>& copies) {
  const support::FixedKeys keys({support::key_of({})});
  std::vector<Loan> loans;
  for (const std::string& copy : copies) loans.push_back(loan_of(as_bytes(copy), "copy.eml"));
  ExamineOptions options;
  options.keys = &keys;
  options.loans = loans;
  ItemGroup group;
  append_message(as_bytes(message), options, group);
  return group.items(0);
}

judge::Judgement judged(const record::Item& item) {
  std::vector<const record::Finding*> findings;
  for (const record::Finding& finding : item.findings()) findings.push_back(&finding);
  return judge::judge(findings);
}
record::Standing standing(const record::Item& item, record::Aspect aspect) { return judged(item).standings.of(aspect); }
bool passes(const record::Item& item) {
  return std::any_of(item.signatures().begin(), item.signatures().end(), [](const record::Signature& row) { return row.result() == record::RESULT_PASS; });
}
bool has_finding(const record::Item& item, std::string_view check, std::string_view variant) {
  return std::any_of(item.findings().begin(), item.findings().end(), [&](const record::Finding& finding) {
    return finding.check() == check && finding.variant() == variant;
  });
}

TEST(Loans, ASentCopyIsProvedByTheSignatureOfTheCopyThatArrived) {
  const record::Item item = visited(unsigned_mail(), {signed_mail()});
  ASSERT_EQ(item.signatures_size(), 1);
  EXPECT_EQ(item.signatures(0).result(), record::RESULT_PASS);
  EXPECT_EQ(item.signatures(0).copy(), "copy.eml");
  EXPECT_EQ(judged(item).verdict, record::AUTHENTIC);
  for (const record::Aspect aspect : {record::AUTHOR, record::CONTENT, record::SUBJECT, record::DATE, record::RECIPIENTS})
    EXPECT_EQ(standing(item, aspect), record::PROVED) << record::name(aspect);
  EXPECT_TRUE(has_finding(item, "undo.copies", "signature"));
  EXPECT_FALSE(has_finding(item, "undo.steps", ""));
}

TEST(Loans, NothingIsLentAndNothingIsSaidWhereNoCopyIs) {
  const record::Item item = visited(unsigned_mail(), {});
  EXPECT_EQ(item.signatures_size(), 0);
  EXPECT_EQ(judged(item).verdict, record::UNPROVEN);
}

TEST(Loans, ADamagedCopyProvesTheSentOne) {
  const std::string damaged = replaced(signed_mail(), "Monday at nine.", "Monday at nine.\r\n_______\r\nlist mailing list");
  const record::Item item = visited(unsigned_mail(), {damaged});
  EXPECT_TRUE(passes(item));
  EXPECT_EQ(judged(item).verdict, record::AUTHENTIC);
}

TEST(Loans, ABccOfTheSentCopyIsNoHindrance) {
  const record::Item item = visited(replaced(unsigned_mail(), "Subject:", "Bcc: Zoe <zoe@z.example>\r\nSubject:"), {signed_mail()});
  EXPECT_EQ(judged(item).verdict, record::AUTHENTIC);
}

TEST(Loans, ACopyLendsTheRecipientsThatAListReordered) {
  const std::string here = replaced(signed_mail(), "Cleo <cleo@c.example>, Dora <dora@d.example>, Eve <eve@e.example>\r\nSubject: Plan",
                                    "Eve <eve@e.example>,\r\n\tCleo <cleo@c.example>\r\nSubject: [staff] Plan");
  const record::Item alone = visited(here, {});
  EXPECT_FALSE(passes(alone));
  const record::Item item = visited(here, {signed_mail()});
  ASSERT_TRUE(passes(item));
  EXPECT_EQ(item.signatures(0).copy(), "");
  EXPECT_EQ(item.restorations(0).edits(0).source(), "copy.eml");
  EXPECT_EQ(standing(item, record::RECIPIENTS), record::PROVED);
  EXPECT_EQ(standing(item, record::SUBJECT), record::OPEN);
  EXPECT_EQ(judged(item).verdict, record::AUTHENTIC);
  EXPECT_TRUE(has_finding(item, "undo.copies", "fields"));
}

TEST(Loans, ASentCopyAloneRestoresTheHeaderOfTheListsCopy) {
  const std::string here = replaced(signed_mail(), "Dora <dora@d.example>, ", "");
  const record::Item item = visited(here, {unsigned_mail()});
  EXPECT_TRUE(passes(item));
  EXPECT_EQ(judged(item).verdict, record::AUTHENTIC);
}

// ---- what does not travel ----

TEST(Loans, ASignatureOverOtherWordsFails) {
  for (const auto& [what, with] : {std::pair("Monday", "Friday"), {"Subject: Plan", "Subject: Resignation"}, {"From: Ana <ana@", "From: Bob <bob@"},
                                   {"11 Apr", "12 Apr"}, {"Eve <eve@", "Mallory <mallory@"}, {"To: Bea <bea@b.example>", "To: Bea <bea@evil.example>"}}) {
    const record::Item item = visited(replaced(unsigned_mail(), what, with), {signed_mail()});
    EXPECT_FALSE(passes(item)) << with;
    EXPECT_EQ(item.restorations_size(), 0) << with;
    EXPECT_EQ(judged(item).verdict, record::UNPROVEN) << with;
    EXPECT_EQ(standing(item, record::AUTHOR), record::OPEN) << with;
  }
}

TEST(Loans, ASignatureOfAStrangerDoesNotTravel) {
  support::SignOptions how;
  how.domain = "evil.example";
  const support::FixedKeys keys({support::key_of(how)});
  const std::vector<Loan> loans = {loan_of(as_bytes(support::sign(unsigned_mail(), how)), "copy.eml")};
  ExamineOptions options;
  options.keys = &keys;
  options.loans = loans;
  ItemGroup group;
  append_message(as_bytes(unsigned_mail()), options, group);
  EXPECT_EQ(group.items(0).signatures_size(), 0);
}

TEST(Loans, AnEmptyBodyUnderAnotherSubjectIsNotProvedByAnEmptyMail) {
  support::SignOptions how;
  how.header_fields = {"From", "To", "Subject", "Date"};
  const std::string original = support::sign(std::string(kHeader), how);
  const record::Item item = visited(replaced(std::string(kHeader), "Subject: Plan", "Subject: Kill the story"), {original});
  EXPECT_FALSE(passes(item));
  EXPECT_EQ(judged(item).verdict, record::UNPROVEN);
}

TEST(Loans, ASecondSubjectOrAuthorIsNotTakenAway) {
  for (const char* more : {"Subject: Resignation\r\n", "From: Bob <bob@b.example>\r\n"}) {
    const record::Item item = visited(more + unsigned_mail(), {signed_mail()});
    EXPECT_NE(judged(item).verdict, record::AUTHENTIC) << more;
  }
  const record::Item item = visited("Date: Wed, 12 Apr 2017 09:12:44 +0200\r\n" + unsigned_mail(), {signed_mail()});
  EXPECT_EQ(standing(item, record::DATE), record::OPEN);
}

TEST(Loans, AChangedSentenceStaysChangedThoughTheHeaderIsLent) {
  const std::string here = replaced(replaced(signed_mail(), "Dora <dora@d.example>, ", ""), "Monday", "Friday");
  const record::Item item = visited(here, {signed_mail()});
  EXPECT_FALSE(passes(item));
  EXPECT_EQ(standing(item, record::CONTENT), record::OPEN);
  EXPECT_EQ(judged(item).verdict, record::UNPROVEN);
}

TEST(Loans, ALoanIsBoundedAndSaysSo) {
  std::string header = "From: a@b.example\r\n";
  for (int i = 0; i < 400; ++i) header += "X-" + std::to_string(i) + ": " + std::string(100, 'x') + "\r\n";
  const Loan loan = loan_of(as_bytes(header + "\r\nbody"), "copy.eml");
  EXPECT_LE(loan.header().size(), limits::kLoanBytes);
  EXPECT_FALSE(loan.whole());
}

}  // namespace
}  // namespace winnow::run
