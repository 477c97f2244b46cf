// The checks that only say something: each where it must speak, all of them silent on plain signed mail.
#include <gtest/gtest.h>

#include "base/limits.h"
#include "check/check.h"
#include "check/judged.h"

namespace winnow::check {
namespace {

using support::Examined;
using support::SignOptions;

std::string mail_with(const std::string& from = "Ana <ana@en-avant.example>", const std::string& type = "text/plain", const std::string& body = "Hello.\r\n") {
  return "From: " + from + "\r\nTo: luc@press.example\r\nSubject: Tuesday\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: " +
         type + "\r\n\r\n" + body;
}
Examined examined(const std::string& raw) { return support::examine(raw, {support::key_of()}); }

TEST(Notes, PlainSignedMailGetsOneFindingOnly) {
  const Examined e = examined(support::sign(mail_with()));
  EXPECT_EQ(e.item.findings_size(), 1) << listed(e);
}

TEST(Notes, UnsignedPlainMailGetsNone) { EXPECT_EQ(examined(mail_with()).item.findings_size(), 0); }

TEST(Notes, FailedSaysWhichHalf) {
  const std::string mail = support::sign(mail_with());
  EXPECT_TRUE(examined(mail + "More.\r\n").has("dkim.failed", "body"));
  std::string other_subject = mail;
  other_subject.replace(other_subject.find("Subject: Tuesday"), 16, "Subject: Weekday");
  EXPECT_TRUE(examined(other_subject).has("dkim.failed", "header"));
  EXPECT_TRUE(examined(other_subject + "More.\r\n").has("dkim.failed", "both"));
}

TEST(Notes, NoKeySaysWhetherTheBodyHolds) {
  const std::string mail = support::sign(mail_with());
  EXPECT_TRUE(support::examine(mail, {}).has("dkim.no-key", "body-holds"));
  EXPECT_TRUE(support::examine(mail + "More.\r\n", {}).has("dkim.no-key", "body-differs"));
}

TEST(Notes, WeakHash) {
  SignOptions options;
  options.sha1 = true;
  const Examined e = examined(support::sign(mail_with(), options));
  ASSERT_EQ(e.of("dkim.weak").size(), 1U);
  EXPECT_TRUE(e.has("dkim.weak", "sha1"));
}

TEST(Notes, KeyLifeHasSlackForCarelessSources) {
  proof::Key key = support::key_of();
  const std::string mail = support::sign(mail_with());
  key.seen_from = unix_seconds(2018, 1, 1);
  EXPECT_TRUE(support::examine(mail, {key}).has("dkim.key-life", "early"));
  key.seen_from = unix_seconds(2017, 5, 1);
  EXPECT_TRUE(support::examine(mail, {key}).of("dkim.key-life").empty());
  key.seen_to = unix_seconds(2016, 1, 1);
  EXPECT_TRUE(support::examine(mail, {key}).has("dkim.key-life", "late"));
}

TEST(Notes, TestingKeyProvesTheSame) {
  proof::Key key = support::key_of();
  key.record += "; t=y";
  const Examined e = support::examine(support::sign(mail_with()), {key});
  EXPECT_EQ(e.of("dkim.testing-key").size(), 1U) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::AUTHENTIC);
}

TEST(Notes, UserSaysWhenAKeyEnded) {
  proof::Key key = support::key_of();
  key.seen_to = unix_seconds(2017, 6, 1);
  const Examined vouched = support::examine(support::sign(mail_with()), {key});
  bool bounded = false;
  for (const record::Param& param : vouched.of("dkim.aligned").front()->params()) bounded |= param.name() == "not_after";
  EXPECT_TRUE(bounded);
  key.vouched = false;
  key.channel = proof::KeyChannel::kRepository;   // a last sighting is no end
  bounded = false;
  const Examined seen = support::examine(support::sign(mail_with()), {key});
  for (const record::Param& param : seen.of("dkim.aligned").front()->params()) bounded |= param.name() == "not_after";
  EXPECT_FALSE(bounded);
}

TEST(Notes, DisplayNameWithAnotherAddress) {
  EXPECT_TRUE(examined(mail_with("\"boss@bank.example\" <ana@en-avant.example>")).has("from.display-address", ""));
  EXPECT_TRUE(examined(mail_with("Ana <ana@en-avant.example> (boss@bank.example)")).has("from.display-address", "elsewhere"));
  EXPECT_TRUE(examined(mail_with("\"ana@en-avant.example\" <ana@en-avant.example>")).of("from.display-address").empty());
  EXPECT_TRUE(examined(mail_with("Ana @ Work <ana@en-avant.example>")).of("from.display-address").empty());
}

TEST(Notes, UnpinnedNamesItsReason) {
  SignOptions options;
  options.header_fields = {"From", "Subject", "Date", "MIME-Version"};
  const Examined e = examined(support::sign(mail_with("ana@en-avant.example", "application/pdf"), options));
  EXPECT_TRUE(e.has("mime.unpinned", "type")) << listed(e);
}

TEST(Notes, BoundaryThatOccursNowhereIsAmbiguous) {
  const Examined e = examined(support::sign(mail_with("ana@en-avant.example", "multipart/mixed; boundary=x", "--y\r\n\r\nHello\r\n--y--\r\n")));
  EXPECT_EQ(e.of("mime.ambiguous").size(), 1U) << listed(e);
  EXPECT_NE(judged(e).verdict, record::AUTHENTIC);
}

TEST(Notes, ExternalPictures) {
  const Examined e = examined(mail_with("ana@en-avant.example", "text/html", "<html><img src=\"http://pictures.example/a.png\"></html>\r\n"));
  EXPECT_EQ(e.of("html.external").size(), 1U) << listed(e);
}

TEST(Notes, AlternativesThatSayDifferentThings) {
  const auto alternative = [](const std::string& plain, const std::string& html) {
    return mail_with("ana@en-avant.example", "multipart/alternative; boundary=x",
                     "--x\r\nContent-Type: text/plain\r\n\r\n" + plain + "\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>" + html + "</p>\r\n--x--\r\n");
  };
  const std::string one = "We meet on Tuesday at ten in the old town hall and bring every figure that we have collected since the spring.";
  const std::string two = "Nobody should come any more because all this was called off by our chairman who left for abroad without notice.";
  EXPECT_EQ(examined(alternative(one, two)).of("alternatives.differ").size(), 1U);
  EXPECT_TRUE(examined(alternative(one, one)).of("alternatives.differ").empty());
}

TEST(Notes, TextBeyondTheLimitLeavesTheContentOpen) {
  SignOptions options;
  options.header_fields = {"From", "Subject", "Date", "MIME-Version"};
  std::string body;
  while (body.size() <= limits::kTextBytes) body += "All work and no play makes a dull mailbox, line after line after line.\r\n";
  const Examined e = examined(support::sign(mail_with("ana@en-avant.example", "text/plain", body), options));
  EXPECT_EQ(e.of("check.incomplete").size(), 1U) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
}

// Behind the last field that is read a second From may stand, which other programs show.
TEST(Notes, AHeaderBeyondTheLimitProvesNothing) {
  const std::string mail = support::sign(mail_with());
  const auto body = mail.find("\r\n\r\n") + 2;
  const auto with_fields = [&](std::size_t count) {
    std::string fields;
    while (count-- > 0) fields += "X-Filler: a\r\n";
    return mail.substr(0, body) + fields + "From: Luc <luc@evil.example>\r\nSubject: Wednesday\r\n" + mail.substr(body);
  };
  const Examined few = examined(mail.substr(0, body) + "X-Filler: a\r\n" + mail.substr(body));
  EXPECT_TRUE(few.of("check.incomplete").empty());
  const Examined e = examined(with_fields(limits::kHeaderFields));
  EXPECT_TRUE(e.has("check.incomplete", "fields")) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
  EXPECT_EQ(judged(e).standings.of(record::AUTHOR), record::OPEN);
}

}  // namespace
}  // namespace winnow::check
