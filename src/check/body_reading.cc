#include "check/body_reading.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/text.h"
#include "proof/base64.h"

namespace winnow::check {
namespace {

constexpr std::size_t kLongLine = 50;      // encoders break lines at 73 to 76 characters; a text ends a line with "=" by chance
constexpr std::size_t kShortBase64 = 12;   // fewer digits may be a word
constexpr std::size_t kLongBase64 = 60;    // no text goes on so long without a blank

// The next line of `text` without its line end; removes it.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

bool is_hex(char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); }
bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }

int hex_value(char c) { return is_digit(c) ? c - '0' : c - 'A' + 10; }

// The octets that a run of escapes at `at` stands for, up to four.
std::string escaped_octets(std::string_view text, std::size_t at) {
  std::string octets;
  for (; octets.size() < 4 && text.size() - at >= 3 && text[at] == '=' && is_hex(text[at + 1]) && is_hex(text[at + 2]); at += 3)
    octets += static_cast<char>(hex_value(text[at + 1]) * 16 + hex_value(text[at + 2]));
  return octets;
}

// The escape at `at` is one that no text holds by chance: a character beyond ASCII in UTF-8, an accented letter within a word,
// or the "=" before an attribute's quote.
bool is_plain_escape(std::string_view text, std::size_t at) {
  const std::string octets = escaped_octets(text, at);
  if (static_cast<unsigned char>(octets[0]) >= 0x80) {
    for (std::size_t size = 2; size <= octets.size(); ++size)
      if (is_utf8(octets.substr(0, size))) return true;
    return is_alpha(text[at + 1]) && at > 0 && is_small_letter(text[at - 1]) && at + 3 < text.size() && is_small_letter(text[at + 3]);
  }
  return octets[0] == '=' && at + 3 < text.size() && (text[at + 3] == '"' || text[at + 3] == '\'');
}

enum class Quoted : std::uint8_t { kNo, kPerhaps, kYes };

// Quoted-printable as encoders write it (RFC 2045 section 6.7). "yes=35" is what a text says and no encoder writes; "n=3D"
// may be either.
Quoted quoted_printable(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return Quoted::kNo;
  Quoted found = Quoted::kNo;
  std::size_t line_begin = 0, counted = 0;
  for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    for (std::size_t end; (end = text.find('\n', counted)) != std::string_view::npos && end < at; counted = end + 1) line_begin = end + 1;
    const std::string_view behind = text.substr(at + 1, 2);
    if (behind.starts_with("\r\n") || behind.starts_with("\n") || behind.empty()) {
      if (at - line_begin >= kLongLine) found = Quoted::kYes;
      continue;
    }
    if (behind.size() != 2 || !is_hex(behind[0]) || !is_hex(behind[1])) return Quoted::kNo;
    if (found == Quoted::kYes) continue;
    if (is_plain_escape(text, at)) found = Quoted::kYes;
    else if (behind == "3D" || behind[0] >= '8') found = Quoted::kPerhaps;
  }
  return found;
}

bool is_readable(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           return (static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r' && c != '\n') || c == '\x7f';
         });
}

// Nothing but lines of base64 (RFC 2045 section 6.8) that is long, or hides a readable text.
bool betrays_base64(std::string_view text) {
  std::size_t digits = 0;
  for (const char c : text) {
    if (is_alpha(c) || is_digit(c) || c == '+' || c == '/' || c == '=') ++digits;
    else if (c != '\r' && c != '\n') return false;
  }
  if (digits < kShortBase64) return false;
  if (digits >= kLongBase64 && digits % 4 == 0) return true;
  const auto hidden = proof::decode_base64(text);
  return hidden && is_readable(*hidden);
}

}  // namespace

std::optional<mail::Encoding> betrayed_encoding(std::string_view body) {
  if (betrays_base64(body)) return mail::Encoding::kBase64;
  switch (quoted_printable(body)) {
    case Quoted::kYes: return mail::Encoding::kQuotedPrintable;
    case Quoted::kPerhaps: return std::nullopt;
    case Quoted::kNo: break;
  }
  return mail::Encoding::kIdentity;
}

bool looks_like_multipart_source(std::string_view text) {
  bool in_header = false;   // of what would be a part
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (in_header && istarts_with(line, "content-")) return true;
    const bool goes_on = !line.empty() && (is_blank(line.front()) || line.find(':') != std::string_view::npos);
    in_header = (line.size() > 2 && line.starts_with("--")) || (in_header && goes_on);
  }
  return false;
}

bool is_markup(std::string_view text) {
  const std::string_view start = trim(text.substr(0, 4096));
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<body", "<div", "<meta", "<table", "<style", "<p", "<span", "<font", "<br", "<b", "<center"}) {
    if (!istarts_with(start, tag)) continue;
    const std::string_view behind = start.substr(tag.size());
    if (!behind.empty() && (behind.front() == '>' || behind.front() == '/' || is_blank(behind.front()) || behind.front() == '\r' || behind.front() == '\n')) return true;
  }
  return false;
}

}  // namespace winnow::check
