#include "base/text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/hash.h"
#include "base/json.h"

namespace winnow {
namespace {

TEST(Printable, NothingCanMoveTheCursorOrTurnTheText) {
  EXPECT_EQ(printable("a\x1b[2Jb"), "a<U+001B>[2Jb");
  EXPECT_EQ(printable("x\xe2\x80\xae" "fdp.exe"), "x<U+202E>fdp.exe");
  EXPECT_EQ(printable("bad\xff"), "bad<FF>");
  EXPECT_EQ(printable("two\r\nlines\rend"), "two lines end");
  EXPECT_EQ(printable("\xc2\x9b" "1m"), "<U+009B>1m");
  EXPECT_EQ(printable("\xd8\xa7\xd9\x84"), "\xd8\xa7\xd9\x84");
}

TEST(Utf8, RefusesOverlongAndSurrogates) {
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf4\x90\x80\x80"));
  EXPECT_TRUE(is_utf8("\xf0\x9f\x98\x80"));
  EXPECT_EQ(to_valid_utf8("a\xff"), "a\xef\xbf\xbd");
}

// One code point at a time: what decodes to itself is UTF-8.
bool is_utf8_slowly(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    std::string again;
    append_utf8(again, next_code_point(text, at));
    if (again != text.substr(begin, at - begin)) return false;
  }
  return true;
}

TEST(Utf8, LongTextsAreCheckedAsShortOnes) {
  const std::vector<std::string> bad = {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82", "\xf0\x8f\xbf\xbf", "\xe0\x9f\xbf"};
  const std::vector<std::string> good = {"a", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xd8\xb9", " "};
  std::mt19937 random(3);
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto left = random() % 60; left > 0; --left) text += random() % 100 == 0 ? bad[random() % bad.size()] : good[random() % good.size()];
    ASSERT_EQ(is_utf8(text), is_utf8_slowly(text));
    ASSERT_TRUE(is_utf8(to_valid_utf8(text)));
    ASSERT_EQ(is_ascii(text), std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  }
}

TEST(Json, EscapesAndOrders) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("a").string("q\"\n\x01").key("b").begin_array().number(-1).boolean(true).null().end_array();
  json.end_object();
  EXPECT_EQ(out, "{\"a\":\"q\\\"\\n\\u0001\",\"b\":[-1,true,null]}");
}

TEST(Hash, KnownAnswers) {
  EXPECT_EQ(to_hex(sha256(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Hasher h(HashKind::kSha1);
  h.update(std::string_view("a"));
  Hasher copy = h;
  h.update(std::string_view("bc"));
  EXPECT_EQ(to_hex(h.finish()), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(to_hex(copy.finish()), "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8");
  EXPECT_EQ(to_hex(h.finish()), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
}

}  // namespace
}  // namespace winnow
