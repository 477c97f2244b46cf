// Two texts word by word.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::face {

// What a word is, as far as a change of it matters to a reader. A name is a word with a capital letter.
enum class WordKind : std::uint8_t { kWord, kNumber, kDate, kName, kAddress, kNegation, kMark };

struct TextWord {
  std::string_view text;    // in the text
  WordKind kind = WordKind::kWord;
  bool starts_line = false;
};
// Runs of letters and digits, with what joins them within a figure, a date or an address; each other sign, and each character of
// a script that writes no blanks, by itself. White space is left out. UTF-8.
std::vector<TextWord> text_words(std::string_view text);

// A run of words that both have, or that one has in place of the other's.
struct Run {
  bool same = false;
  std::uint32_t first_begin = 0, first_end = 0, second_begin = 0, second_end = 0;
};
// From begin to end without gaps. The work is bounded (limits::kDiffWork): where it does not suffice, the rest of the middle is one
// changed run and `exact` false. Letter case counts, white space does not.
struct Difference {
  std::vector<Run> runs;
  bool exact = true;
};
Difference difference(std::span<const TextWord> first, std::span<const TextWord> second);

}  // namespace winnow::face
