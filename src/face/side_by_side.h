// Two items beside each other, word by word: for a terminal and as a page.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "face/cli/console.h"
#include "face/difference.h"

namespace winnow::face {

// What a reader sees of one side (run/shown.h), as texts: the fields in their order, then the text under the name "".
struct Side {
  std::string locator;
  std::vector<std::pair<std::string, std::string>> fields;
};

// One of them compared.
struct ComparedText {
  std::string name;                                  // of the field; "": the text of the mail
  std::vector<TextWord> first, second;               // into the sides
  Difference difference;
  bool differs() const { return !difference.exact || difference.runs.size() > 1 || (difference.runs.size() == 1 && !difference.runs[0].same); }
};
// `first` and `second` must outlive the answer.
std::vector<ComparedText> compare(const Side& first, const Side& second);

// Changed words that matter to a reader, by kind: "number: 1,000 → 7,000". At most `limit`.
std::vector<std::string> changes_that_matter(const std::vector<ComparedText>& texts, const Sentences& say, std::size_t limit);

// Each place where they differ, with some words around it, in two columns. What left is taken away and right is added stands in
// brackets, [-so-] and {+so+}.
void print_side_by_side(const Console& console, const Sentences& say, const Side& first, const Side& second, const std::vector<ComparedText>& texts);

// The whole of both, as a page that needs nothing else.
std::string side_by_side_page(const Sentences& say, const Side& first, const Side& second, const std::vector<ComparedText>& texts);

}  // namespace winnow::face
