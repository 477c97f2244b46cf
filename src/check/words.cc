#include "check/words.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <functional>
#include <string>

#include "base/text.h"

namespace winnow::check {
namespace {

bool is_link(std::string_view text) {
  return istarts_with(text, "http://") || istarts_with(text, "https://") || istarts_with(text, "mailto:") ||
         istarts_with(text, "cid:") || istarts_with(text, "www.");
}

bool ends_link(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '>' || c == ')' || c == ']' || c == '"'; }

}  // namespace

std::vector<std::size_t> words(std::string_view utf8) {
  std::vector<std::size_t> out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) out.push_back(std::hash<std::string>{}(word));
    word.clear();
  };
  for (std::size_t at = 0; at < utf8.size();) {
    const char byte = utf8[at];
    if (static_cast<unsigned char>(byte) < 0x80) {
      if (word.empty() && is_alpha(byte) && is_link(utf8.substr(at, 8))) {
        while (at < utf8.size() && !ends_link(utf8[at])) ++at;
        continue;
      }
      ++at;
      if (is_alpha(byte) || is_digit(byte)) word += to_lower(byte);
      else flush();
      continue;
    }
    const char32_t c = next_code_point(utf8, at);
    if (u_isalnum(static_cast<UChar32>(c))) append_utf8(word, static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT)));
    else if (c != 0x00AD) flush();   // a soft hyphen does not end a word
  }
  flush();
  return out;
}

std::size_t missing(std::vector<std::size_t> a, std::vector<std::size_t> b) {
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::vector<std::size_t> left;
  std::set_difference(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(left));
  return left.size();
}

}  // namespace winnow::check
