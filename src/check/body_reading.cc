#include "check/body_reading.h"

#include <algorithm>
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

// Quoted-printable as encoders write it (RFC 2045 section 6.7), with something that no plain text has by chance: an octet
// beyond ASCII, an encoded "=", or a long line with a soft end. "yes=35" alone reads both ways.
bool betrays_quoted_printable(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) return false;
  bool evidence = false;
  std::size_t line_begin = 0, counted = 0;
  for (std::size_t at = text.find('='); at != std::string_view::npos; at = text.find('=', at + 1)) {
    for (std::size_t end; (end = text.find('\n', counted)) != std::string_view::npos && end < at; counted = end + 1) line_begin = end + 1;
    const std::string_view behind = text.substr(at + 1, 2);
    if (behind.starts_with("\r\n") || behind.starts_with("\n") || behind.empty()) {
      evidence |= at - line_begin >= kLongLine;
      continue;
    }
    if (behind.size() != 2 || !is_hex(behind[0]) || !is_hex(behind[1])) return false;
    evidence |= behind == "3D" || behind[0] >= '8';
  }
  return evidence;
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

mail::Encoding betrayed_encoding(std::string_view body) {
  if (betrays_base64(body)) return mail::Encoding::kBase64;
  return betrays_quoted_printable(body) ? mail::Encoding::kQuotedPrintable : mail::Encoding::kIdentity;
}

bool looks_like_multipart_source(std::string_view text) {
  bool delimiter = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (delimiter && istarts_with(line, "content-")) return true;
    delimiter = line.size() > 2 && line.starts_with("--");
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
