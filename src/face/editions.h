// Two editions of one dump: what the comparison came to (docs/checks/edition.compared.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "case/case.h"
#include "face/sentences.h"

namespace winnow::face {

struct Editions {
  std::string first, second;               // locators of the two dumps
  bool are_editions = false;               // they have enough in common
  std::int64_t same = 0, differs = 0, only_first = 0, only_second = 0;   // messages and files
};

// nullopt where the case is not one of two dumps, or the comparison has not been made.
std::optional<Editions> editions_of(const store::Case& opened);
// In sentences, for the top of a summary.
std::vector<std::string> editions_in_words(const Editions& editions, const Sentences& say);

}  // namespace winnow::face
