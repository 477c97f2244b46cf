#include "run/undo.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "judge/judge.h"
#include "run/message.h"
#include "support/examined.h"
#include "support/signer.h"

namespace winnow::run {
namespace {

using testing::Contains;
using testing::Not;

constexpr std::string_view kHeader =
    "From: Ana <ana@en-avant.example>\r\nTo: Bea <bea@en-avant.example>\r\nSubject: Plan\r\n"
    "Date: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";

// What examining the bytes of one message of a mailbox gives.
record::Item examined(const std::string& in_mailbox) {
  const support::FixedKeys keys({support::key_of({})});
  ExamineOptions options;
  options.keys = &keys;
  ItemGroup group;
  append_message(as_bytes(in_mailbox), options, group);
  return group.items(0);
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) text.replace(at, what.size(), with);
  return text;
}

TEST(Undo, AQuotedFromLineIsTakenBackWhereTheHashAgrees) {
  const std::string sent = support::sign(std::string(kHeader) + "Dear all,\r\nFrom Monday on we meet.\r\n", {});
  const record::Item item = examined(replaced(sent, "\r\nFrom Monday", "\r\n>From Monday"));
  ASSERT_EQ(item.signatures_size(), 1);
  EXPECT_EQ(item.signatures(0).result(), record::RESULT_PASS);
  EXPECT_THAT(item.signatures(0).undone(), testing::ElementsAre("mbox.from-quoting"));
  EXPECT_THAT(item.notes(), Contains("mbox.from-quoting-undone"));
  EXPECT_EQ(item.size(), sent.size() + 1);
  EXPECT_EQ(item.signatures(0).body_covered().end(), item.size());
}

TEST(Undo, AMessageThatHadAMarkOfItsOwnIsNotTouchedTwice) {
  const std::string sent = support::sign(std::string(kHeader) + ">From the minutes:\r\nFrom Monday on.\r\n", {});
  const record::Item mboxrd = examined(replaced(replaced(sent, "\r\n>From the", "\r\n>>From the"), "\r\nFrom Monday", "\r\n>From Monday"));
  EXPECT_THAT(mboxrd.signatures(0).undone(), testing::ElementsAre("mbox.from-quoting"));
  const record::Item untouched = examined(sent);
  EXPECT_EQ(untouched.signatures(0).result(), record::RESULT_PASS);
  EXPECT_EQ(untouched.signatures(0).undone_size(), 0);
}

TEST(Undo, ChangedWordsStayChanged) {
  const std::string sent = support::sign(std::string(kHeader) + "Pay 100 euros.\r\nFrom Monday on we meet.\r\n", {});
  const record::Item item = examined(replaced(replaced(sent, "\r\nFrom Monday", "\r\n>From Monday"), "100", "900"));
  EXPECT_EQ(item.signatures(0).body(), record::FAIL);
  EXPECT_EQ(item.signatures(0).undone_size(), 0);
  EXPECT_THAT(item.notes(), Not(Contains("mbox.from-quoting-undone")));
}

// ---- what was added after signing ----

record::Standing standing(const record::Item& item, record::Aspect aspect) {
  std::vector<const record::Finding*> findings;
  for (const record::Finding& finding : item.findings()) findings.push_back(&finding);
  return judge::judge(findings).standings.of(aspect);
}
bool has_finding(const record::Item& item, std::string_view check, std::string_view variant) {
  return std::any_of(item.findings().begin(), item.findings().end(), [&](const record::Finding& finding) {
    return finding.check() == check && finding.variant() == variant;
  });
}
std::string restored_of(const std::string& bytes, const record::Item& item) {
  std::string out;
  std::uint64_t copied = 0;
  for (const record::Edit& edit : item.restorations(0).edits()) {
    out += bytes.substr(copied, edit.range().begin() - copied) + edit.restored();
    copied = edit.range().end();
  }
  return out + bytes.substr(copied);
}

constexpr std::string_view kFooter =
    "_______________________________________________\r\nPlan mailing list\r\nPlan@lists.example.org\r\nhttps://lists.example.org/listinfo/plan\r\n";

const std::string& sent_text() {
  static const std::string sent = support::sign(std::string(kHeader) + "Dear all,\r\n\r\nwe meet on Monday.\r\n", {});
  return sent;
}

TEST(Undo, AFooterAsListSoftwareWritesItLeavesTheContentProved) {
  const std::string bytes = sent_text() + std::string(kFooter);
  const record::Item item = examined(bytes);
  EXPECT_EQ(item.signatures(0).result(), record::RESULT_PASS);
  EXPECT_THAT(item.signatures(0).undone(), testing::ElementsAre("tail.added"));
  EXPECT_EQ(item.signatures(0).body_covered().end(), sent_text().size());
  EXPECT_EQ(restored_of(bytes, item), sent_text());
  EXPECT_TRUE(has_finding(item, "undo.added", "footer"));
  EXPECT_EQ(standing(item, record::AUTHOR), record::PROVED);
  EXPECT_EQ(standing(item, record::CONTENT), record::PROVED);
}

// What a forger adds to mail that somebody really signed.
struct Forgery {
  const char* what;
  std::string bytes;
};
std::string at_end(const std::string& words) { return sent_text() + words; }
std::string in_front(const std::string& words) {
  std::string out = sent_text();
  return out.insert(out.find("\r\n\r\n") + 4, words);
}
std::string wrapped(const std::string& subtype, const std::string& part) {
  std::string out = sent_text();
  const std::size_t type = out.find("Content-Type: text/plain");
  const std::size_t body = out.find("\r\n\r\n") + 4;
  const std::string text = out.substr(body);
  out = out.substr(0, type) + "Content-Type: multipart/" + subtype + "; boundary=b\r\n\r\n";
  return out + "--b\r\nContent-Type: text/plain\r\n\r\n" + text + "--b\r\n" + part + "\r\n--b--\r\n";
}

TEST(Undo, WhatAForgerAddsIsNeverProved) {
  const std::string footer(kFooter);
  const std::vector<Forgery> forgeries = {
      {"a sentence at the end", at_end("And pay 900 euros to me.\r\n")},
      {"a sentence behind a footer", at_end(footer + "And pay 900 euros to me.\r\n")},
      {"a sentence in front of a footer", at_end("And pay 900 euros to me.\r\n" + footer)},
      {"a footer with other words", at_end("_______________________________________________\r\nResigned today mailing list\r\nPlan@lists.example.org\r\n")},
      {"a footer with another name", at_end("_______________________________________________\r\nResigned mailing list\r\nPlan@lists.example.org\r\n")},
      {"a footer with an address of no list", at_end("_______________________________________________\r\nPlan mailing list\r\nPlan@lists.example.org\r\nhttps://evil.example/resigned\r\n")},
      {"a footer that goes on in its line", at_end("_______________________________________________\r\nPlan mailing list is over\r\nPlan@lists.example.org\r\n")},
      {"words far below", at_end(replaced(std::string(200, 'x'), "x", "\r\n") + "And pay 900 euros to me.\r\n")},
      {"a sentence in front", in_front("Do not read on.\r\n\r\n")},
      {"a part behind", wrapped("mixed", "Content-Type: text/plain\r\n\r\nAnd pay 900 euros to me.\r\n")},
      {"another text to choose", wrapped("alternative", "Content-Type: text/html\r\n\r\n<p>Pay 900 euros to me.</p>\r\n")},
      {"an attachment", wrapped("mixed", "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n")},
      {"a picture", wrapped("mixed", "Content-Type: image/png\r\nContent-Disposition: inline\r\n\r\npng\r\n")},
      {"a message", wrapped("mixed", "Content-Type: message/rfc822\r\n\r\nSubject: pay\r\n\r\nPay 900 euros.\r\n")},
      {"a footer as markup", wrapped("mixed", "Content-Type: text/html\r\n\r\n<img src=http://evil.example/x>\r\n")},
  };
  for (const Forgery& forgery : forgeries) {
    const record::Item item = examined(forgery.bytes);
    EXPECT_EQ(standing(item, record::CONTENT), record::OPEN) << forgery.what;
    EXPECT_NE(standing(item, record::AUTHOR), record::REFUTED) << forgery.what;
    if (item.restorations_size() == 0) continue;
    EXPECT_TRUE(has_finding(item, "undo.added", "") || has_finding(item, "undo.added", "unclear")) << forgery.what;
  }
}

TEST(Undo, AnAddedPartInheritsNothing) {
  const support::FixedKeys keys({support::key_of({})});
  ExamineOptions options;
  options.keys = &keys;
  ItemGroup group;
  const std::string bytes = wrapped("mixed", "Content-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\n%PDF\r\n");
  append_message(as_bytes(bytes), options, group);
  ASSERT_EQ(group.items_size(), 2);
  EXPECT_EQ(group.items(0).signatures(0).result(), record::RESULT_PASS);
  EXPECT_EQ(group.items(1).findings_size(), 0);
}

TEST(Undo, AMailWithoutAnyWordsProvesNoneThatFollow) {
  const std::string sent = support::sign(std::string(kHeader), {});
  const record::Item item = examined(sent + "All of this is forged.\r\n");
  EXPECT_EQ(standing(item, record::CONTENT), record::OPEN);
}

TEST(Undo, ASecondSenderOrSubjectIsNotTakenIn) {
  const record::Item item = examined("Subject: Resigned\r\nFrom: Boss <boss@evil.example>\r\n" + sent_text() + std::string(kFooter));
  EXPECT_NE(standing(item, record::AUTHOR), record::PROVED);
  EXPECT_NE(standing(item, record::SUBJECT), record::PROVED);
}

TEST(Undo, WithoutABudgetNothingIsUndone) {
  const support::FixedKeys keys({support::key_of({})});
  ExamineOptions options;
  options.keys = &keys;
  options.undo_times = 0;
  ItemGroup group;
  append_message(as_bytes(sent_text() + std::string(kFooter)), options, group);
  EXPECT_EQ(group.items(0).signatures(0).body(), record::FAIL);
  EXPECT_EQ(group.items(0).restorations_size(), 0);
}

}  // namespace
}  // namespace winnow::run
