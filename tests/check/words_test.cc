#include "check/words.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <string>

#include "base/text.h"
#include "check/texts.h"

namespace winnow::check {
namespace {

bool is_link(std::string_view text) {
  return istarts_with(text, "http://") || istarts_with(text, "https://") || istarts_with(text, "mailto:") || istarts_with(text, "cid:") ||
         istarts_with(text, "www.");
}

// The same, one code point at a time and with the words themselves.
std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) out.push_back(word);
    word.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    if (word.empty() && is_alpha(text[at]) && is_link(text.substr(at))) {
      at = std::min(text.find_first_of(" \t\r\n>)]\"", at), text.size());
      continue;
    }
    const char32_t c = next_code_point(text, at);
    if (u_isalnum(static_cast<UChar32>(c))) append_utf8(word, static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)));
    else if (c != 0xAD) flush();
  }
  flush();
  return out;
}

Difference plain_difference(std::vector<Word> a, std::vector<Word> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<Word> only_a, only_b;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(only_a));
  std::set_difference(b.begin(), b.end(), a.begin(), a.end(), std::back_inserter(only_b));
  return {only_a.size(), only_b.size()};
}

std::string random_text(std::mt19937& random) {
  static const std::vector<std::string> kPieces = {"a", "Z", "9", "word", "Eightlet", "NineLette", "seventeenletters1", " ", " ", "\n", "-", "@", "[", "`", "{", "/", ":",
      "http://x.example/a?b=c", "HTTPS://y", "www.z.example", "mailto:a@b.example", "cid:1", "é", "É", "ß", "ſ", "\xC2\xAD", "ع", "مرحبا", "漢字", "𝔸", "𐐀", "\xff", "\xe2\x82",
      std::string(70, 'q'), std::string(1, '\0')};
  std::string text;
  for (auto left = random() % 60; left > 0; --left) text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(Words, AreThoseOfThePlainReading) {
  std::mt19937 random(7);
  std::map<std::string, Word> hashes;
  std::map<Word, std::string> texts;
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random);
    const std::vector<std::string> expected = plain_words(text);
    const std::vector<Word> got = words(text);
    ASSERT_EQ(got.size(), expected.size()) << text;
    for (std::size_t i = 0; i < got.size(); ++i) {
      ASSERT_EQ(hashes.emplace(expected[i], got[i]).first->second, got[i]) << expected[i];
      ASSERT_EQ(texts.emplace(got[i], expected[i]).first->second, expected[i]);
    }
  }
}

TEST(Words, CaseAndSoftHyphensMakeNoOtherWord) {
  EXPECT_EQ(words("Straße ÉTÉ ex\xC2\xAD" "ample"), words("straße été EXAMPLE"));
  EXPECT_NE(words("ab c"), words("a bc"));
}

TEST(Words, DifferenceCountsAsSortingDoes) {
  std::mt19937 random(11);
  for (int round = 0; round < 3'000; ++round) {
    // The last rounds are beyond what the table of counts takes.
    const std::size_t size = round < 2'995 ? random() % 40 : 20'000;
    std::vector<Word> a, b;
    for (std::size_t i = 0; i < size; ++i) a.push_back(1 + random() % (round % 3 == 0 ? 5 : 5'000));
    b = a;
    for (auto edits = random() % 6; edits > 0 && !b.empty(); --edits) {
      const auto at = static_cast<std::ptrdiff_t>(random() % b.size());
      if (random() % 2 == 0) b.erase(b.begin() + at);
      else b.insert(b.begin() + at, 1 + random() % 5'000);
    }
    if (round % 4 == 0) std::shuffle(b.begin(), b.end(), random);
    const Difference expected = plain_difference(a, b), got = difference(a, b);
    ASSERT_EQ(got.only_first, expected.only_first);
    ASSERT_EQ(got.only_second, expected.only_second);
  }
}

TEST(Texts, AreReadOnceAndRefusedBeyondTheBound) {
  const std::string mail = "Content-Type: text/html; charset=utf-8\n\n<p>One <b>two</b><i hidden>three</i>";
  const mail::Message message = mail::parse(as_bytes(mail));
  const Texts texts(message);
  EXPECT_EQ(*texts.words_of(0), words("one two"));
  EXPECT_EQ(texts.html(0), texts.html(0));
  EXPECT_EQ(texts.html(0)->hidden, "three");

  const std::string long_mail = "Subject: long\n\n" + std::string(5 << 20, 'a');
  const mail::Message long_message = mail::parse(as_bytes(long_mail));
  EXPECT_EQ(Texts(long_message).words_of(0), nullptr);
}

}  // namespace
}  // namespace winnow::check
