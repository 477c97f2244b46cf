// The words of a text as a reader takes them in: for comparing two readings of one mail.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace winnow::check {

// The words of a text, lower case, in order, as hashes: runs of letters and digits. Addresses of links are left out, since
// programs that make a plain text of an HTML one write them in their own ways.
std::vector<std::size_t> words(std::string_view utf8);

// How many words of `a` have no partner in `b` (as multisets).
std::size_t missing(std::vector<std::size_t> a, std::vector<std::size_t> b);

}  // namespace winnow::check
