// The words of a text as a reader takes them in: for comparing two readings of one mail.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace winnow::check {

// A word in lower case, as a hash that is never 0. Its key changes with each run of the program, or with each case where one is
// set, so that nobody can write words that pass for others.
using Word = std::uint64_t;

// The words of a text in order: runs of letters and digits. Addresses of links are left out, since programs that make a
// plain text of an HTML one write them in their own ways.
std::vector<Word> words(std::string_view utf8);

// Sets the key, for a process whose words are compared with those of another one. Before the first word is read.
void set_word_key(std::uint64_t first, std::uint64_t second);

// How many words of each text have no partner in the other (as multisets).
struct Difference {
  std::size_t only_first = 0, only_second = 0;
};
Difference difference(std::span<const Word> first, std::span<const Word> second);

}  // namespace winnow::check
