// Two texts word by word.
#include "face/difference.h"

#include <gtest/gtest.h>

#include <random>

namespace winnow::face {
namespace {

// The texts with what only one has in brackets.
std::string merged(const std::string& a, const std::string& b) {
  const auto first = text_words(a), second = text_words(b);
  std::string out;
  for (const Run& run : difference(first, second).runs) {
    if (!run.same && run.first_end > run.first_begin) out += "[-";
    for (std::uint32_t i = run.first_begin; i < run.first_end; ++i) out += std::string(first[i].text) + " ";
    if (!run.same && run.first_end > run.first_begin) out += "-]";
    if (run.same) continue;
    if (run.second_end > run.second_begin) out += "{+";
    for (std::uint32_t i = run.second_begin; i < run.second_end; ++i) out += std::string(second[i].text) + " ";
    if (run.second_end > run.second_begin) out += "+}";
  }
  return out;
}

WordKind kind(const std::string& word) { return text_words(word).at(0).kind; }

TEST(Difference, ShowsOnlyWhatChanged) {
  EXPECT_EQ(merged("pay 1,000 euros now", "pay 7,000 euros now"), "pay [-1,000 -]{+7,000 +}euros now ");
  EXPECT_EQ(merged("we agree", "we do not agree"), "we {+do not +}agree ");
  EXPECT_EQ(merged("a b c d e", "a c d x e"), "a [-b -]c d {+x +}e ");
  EXPECT_EQ(merged("same\n\n words", "same words"), "same words ");
  EXPECT_EQ(merged("", "all new"), "{+all new +}");
  EXPECT_EQ(merged("", ""), "");
}

TEST(Difference, KindsOfWords) {
  EXPECT_EQ(kind("1.000,50"), WordKind::kNumber);
  EXPECT_EQ(kind("2017-05-05"), WordKind::kDate);
  EXPECT_EQ(kind("ana@en-avant.example"), WordKind::kAddress);
  EXPECT_EQ(kind("https://en-avant.example/x"), WordKind::kAddress);
  EXPECT_EQ(kind("Ana"), WordKind::kName);
  EXPECT_EQ(kind("pas"), WordKind::kNegation);
  EXPECT_EQ(kind("لم"), WordKind::kNegation);
  EXPECT_EQ(kind("word"), WordKind::kWord);
  EXPECT_EQ(kind("€"), WordKind::kMark);
}

TEST(Difference, ScriptsWithoutBlanksAreReadByCharacter) {
  EXPECT_EQ(text_words("我们同意").size(), 4U);
  EXPECT_EQ(merged("我们同意", "我们不同意"), "我 们 {+不 +}同 意 ");
}

TEST(Difference, RunsCoverBothTextsWhateverTheyAre) {
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string a, b;
    for (std::size_t i = random() % 40; i > 0; --i) a += std::to_string(random() % 6) + " ";
    for (std::size_t i = random() % 40; i > 0; --i) b += std::to_string(random() % 6) + " ";
    const auto first = text_words(a), second = text_words(b);
    std::uint32_t at = 0, other = 0;
    for (const face::Run& run : difference(first, second).runs) {
      ASSERT_EQ(run.first_begin, at);
      ASSERT_EQ(run.second_begin, other);
      if (run.same) {
        ASSERT_EQ(run.first_end - run.first_begin, run.second_end - run.second_begin);
        for (std::uint32_t i = 0; i < run.first_end - run.first_begin; ++i) ASSERT_EQ(first[at + i].text, second[other + i].text);
      }
      at = run.first_end;
      other = run.second_end;
    }
    ASSERT_EQ(at, first.size());
    ASSERT_EQ(other, second.size());
  }
}

TEST(Difference, TextsMadeToBeSlowAreNotAlignedAndSaySo) {
  std::string a = "begin ", b = "begin ";
  for (int i = 0; i < 60'000; ++i) a += i % 2 ? "x " : "y ", b += i % 3 ? "y " : "z ";
  a += "end";
  b += "end";   // words point into their text
  const auto first = text_words(a), second = text_words(b);
  const Difference found = difference(first, second);
  EXPECT_FALSE(found.exact);
  EXPECT_EQ(found.runs.size(), 3U);
}

}  // namespace
}  // namespace winnow::face
