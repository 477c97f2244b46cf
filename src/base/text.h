// Small text tools. ASCII only unless a name says UTF-8.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace winnow {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string lower(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
bool istarts_with(std::string_view text, std::string_view prefix);
// Without blanks, tabs, CR and LF at both ends.
std::string_view trim(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);

// ---- UTF-8 ----

bool is_ascii(std::string_view text);
bool is_utf8(std::string_view text);
// Every byte that is no UTF-8 becomes U+FFFD.
std::string to_valid_utf8(std::string_view text);
// Appends one code point.
void append_utf8(std::string& out, char32_t code_point);
// Decodes the code point at `at` and moves `at` behind it; U+FFFD for a byte that is no UTF-8.
char32_t next_code_point_beyond_ascii(std::string_view text, std::size_t& at);
inline char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return first < 0x80 ? static_cast<char32_t>(text[at++]) : next_code_point_beyond_ascii(text, at);
}

// For a terminal or a log: control characters, bidi controls (U+061C, U+200E/F, U+202A-E, U+2066-9), line and paragraph
// separators, zero-width characters and invalid bytes are shown as <U+XXXX>; what is left cannot move the cursor or turn
// the text around. Line ends become blanks.
std::string printable(std::string_view text);

// Cuts at `limit` code points, marking the cut with an ellipsis.
std::string shorten(std::string_view text, std::size_t limit);

}  // namespace winnow
