// The copy of a mail inside its winmail.dat against the mail.
#include <gtest/gtest.h>

#include "check/judged.h"
#include "mailmaker/tnef.h"

namespace winnow::check {
namespace {

using mailmaker::TnefContent;
using support::Examined;

TnefContent faithful() {
  TnefContent content;
  content.subject = "Tuesday";
  content.sender_name = "Ana";
  content.sender_address = "ANA@en-avant.example";
  content.message_id = "<1@en-avant.example>";
  content.correlation_key = "<key@en-avant.example>";
  content.submitted = 1'491'894'764;
  content.rtf = "{\\rtf1\\ansi Hello, this is the text that was written on Tuesday by Ana to Luc, and nothing else.}";
  return content;
}

Examined examined(const TnefContent& content, const std::string& text = "Hello, this is the text that was written on Tuesday by Ana to Luc, and nothing else.") {
  return support::examine(
      "From: Ana <ana@en-avant.example>\r\nTo: luc@press.example\r\nSubject: Tuesday\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\n"
      "Message-ID: <1@en-avant.example>\r\nX-MS-TNEF-Correlator: <key@en-avant.example>\r\nMIME-Version: 1.0\r\n"
      "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n" + text +
      "\r\n--b\r\nContent-Type: application/octet-stream; name=anything.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
      support::base64(mailmaker::write_tnef(content)) + "\r\n--b--\r\n", {});
}

TEST(TnefDiffers, SilentWhereBothSayTheSame) { EXPECT_TRUE(examined(faithful()).of("tnef.differs").empty()); }

TEST(TnefDiffers, SilentWhereTheContainerSaysNothing) { EXPECT_TRUE(examined(TnefContent{}).of("tnef.differs").empty()); }

TEST(TnefDiffers, NamesEachDifferenceAndMovesNothing) {
  const auto only = [](const TnefContent& content, std::string_view variant) {
    const Examined e = examined(content);
    EXPECT_EQ(e.of("tnef.differs").size(), 1U) << listed(e);
    EXPECT_TRUE(e.has("tnef.differs", variant)) << variant << listed(e);
    EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
  };
  TnefContent content = faithful();
  content.subject = "Wednesday";
  only(content, "subject");
  content = faithful();
  content.sender_address = "eve@evil.example";
  only(content, "sender");
  content = faithful();
  *content.submitted += 2 * 86'400;
  only(content, "date");
  content = faithful();
  content.message_id = "<2@en-avant.example>";
  only(content, "message-id");
  content = faithful();
  content.correlation_key = "<other@en-avant.example>";
  only(content, "correlator");
  content = faithful();
  content.message_class = "IPM.Appointment";
  only(content, "class");
  content = faithful();
  content.html = "<p>One should pay four thousand euros to somebody else before the end of the month, without any bill at all.</p>";
  only(content, "body");
}

TEST(TnefDiffers, HalfADayIsNoDifference) {
  TnefContent content = faithful();
  *content.submitted += 43'200;
  EXPECT_TRUE(examined(content).of("tnef.differs").empty());
}

TEST(TnefDiffers, AFileCalledWinmailIsNone) {
  const Examined e = support::examine(
      "From: ana@en-avant.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\n" + support::base64("no stream at all, whatever it is called") + "\r\n", {});
  EXPECT_TRUE(e.of("tnef.differs").empty());
}

}  // namespace
}  // namespace winnow::check
