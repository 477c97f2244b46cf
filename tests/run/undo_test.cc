#include "run/undo.h"

#include <gmock/gmock.h>

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

}  // namespace
}  // namespace winnow::run
