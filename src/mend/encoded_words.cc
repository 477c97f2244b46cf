#include "mend/encoded_words.h"

#include <array>

#include "base/text.h"
#include "proof/base64.h"

namespace winnow::mend {
namespace {

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char low = to_lower(c);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string decode_q(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '=' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    if (escape) {
      out.push_back(static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])));
      i += 2;
    } else {
      out.push_back(text[i] == '_' ? ' ' : text[i]);
    }
  }
  return out;
}

// Reads "=?charset?e?text?=" at `at` and moves behind it.
bool read_word(std::string_view value, std::size_t& at, Piece& word) {
  if (!value.substr(at).starts_with("=?")) return false;
  const std::size_t charset_end = value.find('?', at + 2);
  if (charset_end == std::string_view::npos || charset_end + 3 >= value.size() || value[charset_end + 2] != '?') return false;
  const char encoding = value[charset_end + 1];
  const std::size_t end = value.find("?=", charset_end + 3);
  const bool is_q = to_lower(encoding) == 'q';
  if (end == std::string_view::npos || (!is_q && to_lower(encoding) != 'b')) return false;
  const std::string_view text = value.substr(charset_end + 3, end - charset_end - 3);
  if (text.find_first_of(" \t\r\n") != std::string_view::npos) return false;
  word.charset = value.substr(at + 2, charset_end - at - 2);
  word.encoding = encoding;
  if (is_q) {
    word.octets = decode_q(text);
  } else {
    const auto octets = proof::decode_base64(text);
    if (!octets) return false;
    word.octets = *octets;
  }
  at = end + 2;
  return true;
}

bool is_white(std::string_view text) { return trim(text).empty(); }

constexpr std::string_view kHex = "0123456789ABCDEF";

bool stays(char c, Literal literal) {
  if (is_alpha(c) || is_digit(c)) return true;
  if (literal == Literal::kFew) return std::string_view("!*+-/").find(c) != std::string_view::npos;
  return c > ' ' && c < 0x7f && c != '=' && c != '?' && c != '_';
}

void append_q(char c, Literal literal, std::string& out) {
  if (c == ' ') out.push_back('_');
  else if (stays(c, literal)) out.push_back(c);
  else {
    out.push_back('=');
    out.push_back(kHex[static_cast<unsigned char>(c) >> 4]);
    out.push_back(kHex[static_cast<unsigned char>(c) & 15]);
  }
}

std::string write_b(std::string_view octets) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    unsigned bits = 0;
    const std::size_t n = std::min<std::size_t>(3, octets.size() - i);
    for (std::size_t k = 0; k < 3; ++k) bits = bits << 8 | (k < n ? static_cast<unsigned char>(octets[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out.push_back(k <= n ? kDigits[bits >> (18 - 6 * k) & 63] : '=');
  }
  return out;
}

std::string write_payload(std::string_view octets, const WordStyle& style) {
  if (to_lower(style.encoding) == 'b') return write_b(octets);
  std::string out;
  for (const char c : octets) append_q(c, style.literal, out);
  return out;
}

}  // namespace

std::vector<Piece> read_pieces(std::string_view value) {
  std::vector<Piece> pieces;
  std::string plain;
  const auto end_plain = [&](bool word_follows) {
    // White space between words is no text (section 6.2).
    const bool between = word_follows && !pieces.empty() && pieces.back().is_word() && is_white(plain);
    if (!plain.empty() && !between) pieces.push_back({{}, 0, plain});
    plain.clear();
    return between;
  };
  for (std::size_t at = 0; at < value.size();) {
    Piece word;
    if (value[at] == '=' && read_word(value, at, word)) {
      const bool joins = end_plain(true) || (!pieces.empty() && pieces.back().is_word());
      if (joins && iequals(pieces.back().charset, word.charset)) pieces.back().octets += word.octets;
      else pieces.push_back(std::move(word));
    } else {
      plain.push_back(value[at++]);
    }
  }
  end_plain(false);
  return pieces;
}

std::string write_words(std::string_view octets, const WordStyle& style) {
  const std::string front = "=?" + std::string(style.charset) + "?" + style.encoding + "?";
  const auto word = [&](std::string_view part) { return front + write_payload(part, style) + "?="; };
  if (style.limit == 0) return word(octets);
  std::string out;
  std::size_t limit = style.first_limit;
  std::size_t begin = 0, end = 0;
  while (begin < octets.size()) {
    std::size_t next = end + 1;
    while (next < octets.size() && (static_cast<unsigned char>(octets[next]) & 0xc0) == 0x80) ++next;
    const bool fits = next <= octets.size() && word(octets.substr(begin, next - begin)).size() <= limit;
    if (fits || end == begin) {
      end = std::min(next, octets.size());
      if (end < octets.size()) continue;
    }
    out += (out.empty() ? "" : " ") + word(octets.substr(begin, end - begin));
    begin = end;
    limit = style.limit;
  }
  return out;
}

}  // namespace winnow::mend
