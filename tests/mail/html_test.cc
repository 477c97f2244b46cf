#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "mail/html_fold.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Html, ReadsVisibleText) {
  EXPECT_EQ(read_html("<p>One&nbsp;&eacute;&#8364;</p><p>two<br>three &lt;b&gt; &bogus; &").visible, "One\xC2\xA0é€\ntwo\nthree <b> &bogus; &");
  EXPECT_EQ(read_html("<head><title>t</title><style>p{}</style></head><body>x<script>y</script><!-- z -->").visible, "x");
  EXPECT_EQ(read_html("<TABLE><TR><TD>a<TD>b<TR><TD>c</TABLE>").visible, "a b\nc");
  EXPECT_EQ(read_html("a < b").visible, "a < b");
  EXPECT_EQ(read_html("<html><head><meta charset=x><body>unclosed head").visible, "unclosed head");
}
TEST(Html, FindsHiddenText) {
  for (const auto* style : {"display:none", "DISPLAY : NONE !important", "visibility:hidden", "font-size:0", "font-size:1px", "opacity:0", "color:#fff",
                            "color:#fefefe;background:#fff", "height:0;overflow:hidden", "text-indent:-9999px", "mso-hide:all"}) {
    const HtmlReading r = read_html(std::string("<p>a</p><div style=\"") + style + "\">b<i>c</i></div><p>d");
    EXPECT_EQ(r.visible, "a\nd") << style;
    EXPECT_EQ(r.hidden, "bc") << style;
  }
  EXPECT_EQ(read_html("<font color=white>x</font>y").hidden, "x");
  EXPECT_EQ(read_html("<div hidden>x</div>y").hidden, "x");
}
TEST(Html, HonestStylesAreVisible) {
  for (const auto* style : {"color:#fff;background:#000", "font-size:10px", "height:0", "color:#333", "display:block", "width:0", "font-size:small",
                            "background:url(x.png);color:#fff"})
    EXPECT_EQ(read_html(std::string("<div style=\"") + style + "\">b</div>").visible, "b") << style;
  EXPECT_EQ(read_html("<table bgcolor=#000000><tr><td><font color=white>x</font></table>").visible, "x");
  EXPECT_EQ(read_html("<td style='font-size:0'><p style='font-size:14px'>x</p></td>").visible, "x");
}
TEST(Html, ListsWhatAReaderWouldFetch) {
  const HtmlReading r = read_html(
      "<img src=http://a/1><img src=cid:x><img src='data:,y'><a href=http://no/><link href=//b/2><body background=\"https://c/3\">"
      "<div style=\"background:url('http://d/4')\"><style>@import \"http://e/5\"; p{background:url(http://f/6)}</style>");
  EXPECT_THAT(r.external, ElementsAre("//b/2", "http://a/1", "http://d/4", "http://e/5", "http://f/6", "https://c/3"));
  EXPECT_THAT(read_html("plain").external, IsEmpty());
}
TEST(Html, StaysLinearOnHostileInput) {
  std::string open, close, raw;
  for (int i = 0; i < 200'000; ++i) open += "<b>", close += "</i>", raw += "<style></";
  read_html(open + close);
  read_html(raw);
  read_html(std::string(1'000'000, '<'));
  read_html("<a " + std::string(1'000'000, '"'));
  EXPECT_EQ(read_html(open + "x").visible, "x");
}

std::string folded_slowly(std::string out, std::string_view text) {
  for (const char c : text) {
    if (std::string_view(" \t\r\n\f").find(c) == std::string_view::npos) out += c;
    else if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
  }
  return out;
}
TEST(Html, FoldsWhiteSpaceAsByteByByte) {
  std::mt19937 random(5);
  for (int round = 0; round < 20'000; ++round) {
    std::string text, before = random() % 2 == 0 ? "" : random() % 2 == 0 ? "x\n" : "x";
    for (auto left = random() % 80; left > 0; --left) text += "abcdefghij     \t\n\r\f\v"[random() % (random() % 3 == 0 ? 20 : 11)];
    std::string got = before;
    append_folded(got, text);
    ASSERT_EQ(got, folded_slowly(before, text)) << text;
  }
}

}  // namespace
}  // namespace winnow::mail
