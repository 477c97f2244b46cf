#include "base/locator.h"

#include <gtest/gtest.h>

namespace winnow {
namespace {

TEST(Locator, EscapesWhatWouldReadAsAStep) {
  EXPECT_EQ(locator_name("a#1!b:c%.mbox"), "a%231%21b%3Ac%25.mbox");
  EXPECT_EQ(locator_name("\xff\x1b[2J"), "%FF%1B[2J");
  EXPECT_EQ(locator_name("caf\xc3\xa9/\xe2\x80\xae"), "caf\xc3\xa9/%E2%80%AE");
}

TEST(Locator, DecodesBackToTheSameBytes) {
  std::string every;
  for (int c = 1; c < 256; ++c) every += static_cast<char>(c);
  EXPECT_EQ(locator_name_decoded(locator_name(every)), every);
  EXPECT_FALSE(locator_name_decoded("a%2").has_value());
  EXPECT_FALSE(locator_name_decoded("a%zz").has_value());
}

TEST(Locator, SplitsAtTheLastMessageStep) {
  const auto parts = split_locator("leak.zip!boxes/ana.mbox#17:2!annex.docx");
  EXPECT_EQ(parts.source, "leak.zip!boxes/ana.mbox");
  EXPECT_EQ(parts.message, 17U);
  EXPECT_EQ(parts.suffix, ":2!annex.docx");
  const auto file = split_locator("in/a.eml:1.2");
  EXPECT_EQ(file.source, "in/a.eml");
  EXPECT_EQ(file.message, 0U);
  EXPECT_EQ(file.suffix, ":1.2");
  EXPECT_EQ(join_locator(parts.source, parts.message, parts.suffix), "leak.zip!boxes/ana.mbox#17:2!annex.docx");
}

TEST(NaturalOrder, NumbersCompareAsNumbers) {
  EXPECT_TRUE(natural_less("a#2", "a#10"));
  EXPECT_FALSE(natural_less("a#10", "a#2"));
  EXPECT_TRUE(natural_less("a#2", "a#2:1"));
  EXPECT_TRUE(natural_less("a01", "a1"));
  EXPECT_FALSE(natural_less("a1", "a01"));
  EXPECT_FALSE(natural_less("x", "x"));
}

}  // namespace
}  // namespace winnow
