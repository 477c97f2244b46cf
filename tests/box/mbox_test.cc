#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "box/box.h"

namespace winnow::box {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> messages(std::string_view mailbox, MboxDialect dialect = MboxDialect::kFromLines) {
  std::vector<std::string> out;
  for (const auto& message : split_mbox(as_bytes(mailbox), dialect))
    out.emplace_back(mailbox.substr(message.range.begin, message.range.size()));
  return out;
}

TEST(Mbox, MessagesBeginBehindTheirFromLineAndEndBeforeTheEmptyLine) {
  EXPECT_THAT(messages("From ana@a.example Tue Apr 11 09:12:44 2017\nSubject: 1\n\none\n\n"
                       "From ben@b.example Tue Apr 11 09:12:45 2017\nSubject: 2\n\ntwo\n\n"),
              ElementsAre("Subject: 1\n\none\n", "Subject: 2\n\ntwo\n"));
}

TEST(Mbox, LineEndsOfDosAreKept) {
  EXPECT_THAT(messages("From a@a.example Tue Apr 11 09:12:44 2017\r\nSubject: 1\r\n\r\none\r\n\r\n"
                       "From b@b.example Tue Apr 11 09:12:45 2017\r\nSubject: 2\r\n\r\ntwo\r\n"),
              ElementsAre("Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n"));
}

TEST(Mbox, ASentenceThatBeginsWithFromIsNoSeparator) {
  const std::string body =
      "Subject: 1\n\nhello\n\nFrom a readability point of view I prefer:\nNote: nothing\n\nFrom me@x.example I got:\nSubject: y\n"
      "\nFrom 10:30 to 12:00 in 2017 we meet\nAgenda: none\n";
  EXPECT_THAT(messages("From a@a.example Tue Apr 11 09:12:44 2017\n" + body), ElementsAre(body));
}

TEST(Mbox, AnInlineGitPatchIsNoMessage) {
  const std::string body = "Subject: 1\n\nsee below\n\nFrom 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nFrom: x\n";
  EXPECT_THAT(messages("From a@a.example Tue Apr 11 09:12:44 2017\n" + body), ElementsAre(body));
}

TEST(Mbox, SeparatorsOfManyProgramsAreKnown) {
  for (const std::string line :
       {"From - Tue Apr 11 09:12:44 2017", "From - ", "From 1844347792267117879@xxx",
        "From 1844347792267117879@xxx Fri Sep 26 17:18:40 +0000 2025", "From MAILER-DAEMON Thu Jan  1 00:00:00 1970",
        "From ana at a.example  Tue Apr 11 09:12:44 2017", "From a@b.example Wed Feb  9 23:15 MET 2000",
        "From a@b.example Tue, 11 Apr 2017 09:12:44 +0200", "From a@b.example 2017-04-11T09:12:44Z",
        "From uucp Tue Apr 11 09:12:44 2017 remote from host", "From \"a b\"@c.example Tue Apr 11 9:12:44 2017"})
    EXPECT_THAT(messages("From a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n\n" + line + "\nA: 2\n\nc\n"),
                ElementsAre("A: 1\n\nb\n", "A: 2\n\nc\n"))
        << line;
}

TEST(Mbox, QuotedFromLinesStayAsTheyAre) {
  const std::string body = "A: 1\n\n>From x Tue Apr 11 09:12:44 2017\nB: 2\n\n>>From y\n";
  EXPECT_THAT(messages("From a@a.example Tue Apr 11 09:12:44 2017\n" + body), ElementsAre(body));
}

TEST(Mbox, ContentLengthIsBelievedWhereItLandsOnASeparator) {
  const std::string inner = "x\n\nFrom b@b.example Tue Apr 11 09:12:44 2017\nSubject: not a message\n\ny\n";
  const auto first = "Content-Length: " + std::to_string(inner.size()) + "\n\n" + inner;
  const auto mailbox = "From a@a.example Tue Apr 11 09:12:44 2017\n" + first + "\nFrom c@c.example Tue Apr 11 09:12:44 2017\nA: 2\n\nz\n";
  ASSERT_EQ(MboxFraming::dialect(as_bytes(mailbox)), MboxDialect::kContentLength);
  EXPECT_THAT(messages(mailbox, MboxDialect::kContentLength), ElementsAre(first, "A: 2\n\nz\n"));
  EXPECT_TRUE(split_mbox(as_bytes(mailbox), MboxDialect::kContentLength)[0].holds_separators);
}

TEST(Mbox, AWrongContentLengthIsNotedAndTheFromLineDecides) {
  const std::string mailbox =
      "From a@a.example Tue Apr 11 09:12:44 2017\nContent-Length: 9\n\nx\n\nFrom c@c.example Tue Apr 11 09:12:44 2017\nA: 2\n\nz\n";
  const auto split = split_mbox(as_bytes(mailbox), MboxDialect::kContentLength);
  ASSERT_EQ(split.size(), 2u);
  EXPECT_TRUE(split[0].content_length_wrong);
  EXPECT_FALSE(split[1].content_length_wrong);
  EXPECT_THAT(messages(mailbox, MboxDialect::kContentLength), ElementsAre("Content-Length: 9\n\nx\n", "A: 2\n\nz\n"));
}

TEST(Mbox, AMarkAndEmptyLinesBeforeTheFirstSeparatorAreNoMessage) {
  for (const std::string head : {"\xEF\xBB\xBF", "\n\n", "\r\n"})
    EXPECT_THAT(messages(head + "From a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n"), ElementsAre("A: 1\n\nb\n"));
}

TEST(Mbox, BytesBeforeTheFirstSeparatorAreAMessageWithoutFromLine) {
  const std::string mailbox = "rest of a cut message\n\nFrom a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n";
  EXPECT_THAT(messages(mailbox), ElementsAre("rest of a cut message\n", "A: 1\n\nb\n"));
  EXPECT_TRUE(split_mbox(as_bytes(mailbox), MboxDialect::kFromLines)[0].from_line.empty());
}

TEST(Mbox, NothingIsNoMessage) { EXPECT_THAT(messages(""), IsEmpty()); }

TEST(Mbox, ASeparatorThatTheWindowCannotShowWholeIsLeftToTheNextWindow) {
  const std::string mailbox = "x\n\nFrom a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n";
  EXPECT_EQ(MboxFraming::next_separator(as_bytes(mailbox), 0, true, true), 3u);
  EXPECT_EQ(MboxFraming::next_separator(as_bytes(mailbox), 0, true, false), std::nullopt);
  EXPECT_EQ(MboxFraming::next_separator(as_bytes(std::string_view(mailbox).substr(3)), 0, false, true), std::nullopt);
}

}  // namespace
}  // namespace winnow::box
