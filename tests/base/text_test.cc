#include "base/text.h"

#include <gtest/gtest.h>

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
