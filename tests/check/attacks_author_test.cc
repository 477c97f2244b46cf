// Who sent it, when, and for which mail a signature was made: senders in disguise, dates that nobody vouches for, signatures
// of two mails in one; and honest mail that must not be accused.
#include "base/time.h"
#include "check/attack_mail.h"
#include "check/domain.h"

namespace winnow::check {
namespace {

using namespace record;

// The signature fields of a signed mail, and what they stand above.
std::string signature_of(const std::string& mail) { return mail.substr(0, mail.find("\r\nFrom: ") + 2); }
Standing author_from(std::string_view from) {
  return judged(examined(support::sign(replaced(plain(), "Ana Moreau <ana@en-avant.example>", from)))).standings.of(AUTHOR);
}

TEST(AuthorAttack, AddressesInTheNameWithOtherDotsAndInvisibleSigns) {
  for (const char* from : {"=?utf-8?q?boss=40bank=E2=80=A4example?= <ana@en-avant.example>", "=?utf-8?q?boss=40bank=EF=B9=92example?= <ana@en-avant.example>",
                           "=?utf-7?q?boss+AEA-bank.example?= <ana@en-avant.example>", "A\xC2\xADna <ana@en-avant.example>", "A\xE3\x85\xA4na <ana@en-avant.example>",
                           "A\xE2\xA0\x80na <ana@en-avant.example>", "A\xE2\x80\xA8na <ana@en-avant.example>", "A\xF3\xA0\x81\xA2na <ana@en-avant.example>",
                           "A\xCD\x8Fna <ana@en-avant.example>", "boss @ bank.example <ana@en-avant.example>", "=?utf-8?q?Ana=0D=0ASubject=3A_Pay?= <ana@en-avant.example>",
                           "boss\t@bank.example <ana@en-avant.example>"})
    EXPECT_EQ(author_from(from), OPEN) << from;
  for (const char* from : {"Ana @ home <ana@en-avant.example>", "=?utf-8?q?Ana_=E2=9D=A4=EF=B8=8F?= <ana@en-avant.example>", "Ana \xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xBF <ana@en-avant.example>"})
    EXPECT_EQ(author_from(from), PROVED) << from;
}

// A provider gives each customer a name below its own: one says nothing of another.
TEST(AuthorAttack, OneCustomerOfAProviderSignsForAnother) {
  SignOptions options;
  options.domain = "evil.onmicrosoft.com";
  const auto sent = [&](std::string_view domain) { return support::sign(replaced(plain(), "en-avant.example>", std::string(domain) + ">"), options); };
  expect_not_believed(examined(sent("victim.onmicrosoft.com"), options), "sibling");
  EXPECT_EQ(judged(examined(sent("evil.onmicrosoft.com"), options)).verdict, AUTHENTIC);
  EXPECT_EQ(alignment("mail.evil.onmicrosoft.com", "evil.onmicrosoft.com"), Alignment::kRelated);
  EXPECT_EQ(alignment("onmicrosoft.com", "evil.onmicrosoft.com"), Alignment::kCovers);
  EXPECT_EQ(alignment("evil.onmicrosoft.com", "onmicrosoft.com"), Alignment::kNone);
}

// A server signs whatever Date the holder of an account writes: an intruder sends a mail of last year.
TEST(AuthorAttack, BackdatedByTheHolderOfTheAccount) {
  const Examined undated = examined(support::sign(plain()));
  EXPECT_EQ(judged(undated).standings.of(DATE), OPEN) << listed(undated);
  EXPECT_EQ(judged(undated).verdict, AUTHENTIC);
  EXPECT_EQ(judged(examined(support::sign(plain(), dated()), dated())).standings.of(DATE), PROVED);
  SignOptions later = dated();
  *later.signed_at += 200 * 86'400;
  EXPECT_EQ(judged(examined(support::sign(plain(), later), later)).standings.of(DATE), OPEN);
}

// Two honest mails, one of which signs little: the header of the one above the body of the other.
TEST(AuthorAttack, HeaderOfOneMailAboveTheBodyOfAnother) {
  SignOptions full, little;
  full.header_fields = {"From", "Subject", "Date"};
  little.header_fields = {"From"};
  const std::string question = replaced(fields(), "Tuesday", "Do you take the bribe?"), lunch = replaced(fields(), "Tuesday", "Lunch?");
  const std::string refused = support::sign(question + "\r\nNever.\r\n", full), accepted = support::sign(lunch + "\r\nYes, with pleasure.\r\n", little);
  for (const bool swapped : {false, true}) {
    const std::string first = signature_of(swapped ? accepted : refused), second = signature_of(swapped ? refused : accepted);
    const Examined e = examined(first + second + question + "\r\nYes, with pleasure.\r\n");
    EXPECT_NE(judged(e).standings.of(SUBJECT), PROVED) << listed(e);
    EXPECT_NE(judged(e).standings.of(DATE), PROVED) << listed(e);
  }
}

TEST(AuthorAttack, HeaderOfOneMailWithALengthOfNothingAboveTheBodyOfAnother) {
  SignOptions full, little;
  full.header_fields = {"From", "Subject", "Date"};
  full.body_length = 0;
  little.header_fields = {"From"};
  const std::string question = replaced(fields(), "Tuesday", "Do you take the bribe?");
  const std::string mail = signature_of(support::sign(question + "\r\nNever.\r\n", full)) +
                           signature_of(support::sign(fields() + "\r\nYes, with pleasure.\r\n", little)) + question + "\r\nYes, with pleasure.\r\n";
  EXPECT_NE(judged(examined(mail)).standings.of(SUBJECT), PROVED) << listed(examined(mail));
}

// ---- honest mail that must not be accused ----

TEST(HonestMail, RelayThatAddsADateOfItsOwn) {
  for (const char* date : {"Tue, 11 Apr 2017 09:12:47 +0200", "Wed, 12 Apr 2017 06:00:00 +0200"}) {
    const Examined e = examined("Date: " + std::string(date) + "\r\n" + support::sign(plain(), dated()), dated());
    EXPECT_EQ(judged(e).verdict, AUTHENTIC) << date << listed(e);
    EXPECT_EQ(judged(e).standings.of(DATE), OPEN) << date;
  }
  EXPECT_EQ(judged(examined("Date: Thu, 11 May 2017 09:12:44 +0200\r\n" + support::sign(plain()))).verdict, ALTERED);
}

TEST(HonestMail, GatewayOfTheSenderThatAddsASubjectAndSignsAgain) {
  const std::string first = support::sign(plain()), marked = "Subject: [EXT] Tuesday\r\n" + plain();
  SignOptions both;
  both.header_fields = {"From", "To", "Subject", "Subject", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
  const std::string second = support::sign(marked, both);
  const std::string again = second.substr(0, second.find("Subject: [EXT]"));
  for (const std::string& signatures : {again + signature_of(first), signature_of(first) + again}) {
    const Examined e = examined(signatures + marked);
    EXPECT_EQ(judged(e).verdict, AUTHENTIC) << listed(e);
  }
}

TEST(HonestMail, SubjectRepeatedInAnotherNormalForm) {
  const std::string honest = support::sign(replaced(plain(), "Tuesday", "Caf\xC3\xA9"));
  EXPECT_EQ(judged(examined("Subject: Cafe\xCC\x81\r\n" + honest)).verdict, AUTHENTIC);
}

}  // namespace
}  // namespace winnow::check
