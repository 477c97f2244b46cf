#include "face/layout.h"

#include <gmock/gmock.h>

#include "face/page_text.h"
#include "tests_face.h"

namespace winnow::face {
namespace {

TEST(Layout, CountsColumnsAndNotBytes) {
  EXPECT_EQ(columns("é"), 1U);
  EXPECT_EQ(columns("e\u0301"), 1U);
  EXPECT_EQ(columns("日本"), 4U);
  EXPECT_EQ(padded("日本", 6), "日本  ");
  EXPECT_EQ(clipped("日本語テキスト", 6), "日本…");
  EXPECT_EQ(padded_left("12", 4), "  12");
}

TEST(Layout, WrapsAtBlanksAndKeepsLongWordsWhole) {
  EXPECT_EQ(wrapped("one two three", 8, "- ", "  "), "- one\n  two\n  three\n");
  EXPECT_EQ(wrapped("leak.zip!boxes/ana.mbox#17 x", 10), "leak.zip!boxes/ana.mbox#17\nx\n");
  EXPECT_EQ(wrapped("", 10, "- "), "- \n");
}

TEST(Layout, AShellReadsEveryWordBack) {
  for (const std::string word : {"plain", "ana.mbox#17", "it’s", "it's", "a b", "$(id)", "`id`", "-n", "\\", "!x", "*", "\"", ""})
    EXPECT_EQ(shell("printf %s " + shell_word(word)), word);
}

TEST(Layout, GroupsNumbersByLanguage) {
  EXPECT_EQ(grouped(1234567, "en"), "1,234,567");
  EXPECT_EQ(grouped(999, "fr"), "999");
  EXPECT_EQ(grouped(1000, "fr"), "1\u202F000");
  EXPECT_EQ(byte_size(999), "999 B");
  EXPECT_EQ(byte_size(12'345'678), "12 MB");
  EXPECT_EQ(byte_size(1'234'567'890), "1.2 GB");
}

TEST(Layout, ShowsAPageAsText) {
  EXPECT_EQ(page_text("# dkim.aligned\n\n## What it asks\nDoes a `d=` signature\nof **that** domain hold?\n\n- one\n  more\n- two\n\n```\nraw  text\n```\n", 40),
            "dkim.aligned\n\nWhat it asks\nDoes a d= signature of that domain hold?\n\n- one more\n- two\n\n    raw  text\n");
}

}  // namespace
}  // namespace winnow::face
