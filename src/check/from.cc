#include "check/from.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "base/text.h"

namespace winnow::check {
namespace {

// Signs that a reader takes for "@": FULLWIDTH and SMALL COMMERCIAL AT.
bool is_at_sign(char32_t c) { return c == U'@' || c == 0xFF20 || c == 0xFE6B; }

// Signs that a reader takes for the dot of a domain: those that programs for names take so too (UTS #46 section 4), and those
// that are a full stop by compatibility (ONE DOT LEADER, SMALL FULL STOP).
bool is_dot(char32_t c) { return c == U'.' || c == 0x3002 || c == 0xFF0E || c == 0xFF61 || c == 0x2024 || c == 0xFE52; }

// A joiner is spelling, not trickery, between letters of Arabic, Indic and other scripts, and within emoji; so are the tags
// within a flag.
bool joins_here(char32_t c, char32_t before) {
  if (c >= 0xE0020 && c <= 0xE007F) return before >= 0x1F000;
  return (c == 0x200C || c == 0x200D) && before >= 0x0590;
}

bool ends_a_line(char32_t c) { return c == 0x2028 || c == 0x2029; }

// Painted as nothing (Unicode, Default_Ignorable_Code_Point), or as a blank that is a letter to programs. Variation selectors
// belong to emoji.
bool is_invisible(char32_t c) {
  if ((c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0100 && c <= 0xE01EF)) return false;
  return c == 0x2800 || c == 0xFFA0 || u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

bool ends_address(char32_t c) {
  switch (c) {
    case U' ': case U'\t': case U'\r': case U'\n': case U'<': case U'>': case U'(': case U')': case U'[': case U']':
    case U'"': case U'\'': case U',': case U';': case U':': case U'\\': case 0x201C: case 0x201D: case 0x2018: case 0x2019:
      return true;
    default:
      return false;
  }
}

bool is_gap(char32_t c) { return c == U' ' || c == U'\t'; }

// Behind blanks from `at` on stands an "@".
bool at_sign_follows(std::string_view text, std::size_t at) {
  at = std::min(text.find_first_not_of(" \t", at), text.size());
  return at < text.size() && is_at_sign(next_code_point(text, at));
}

// Everything in the text that looks like an address to a person: runs with an "@" and a dot behind it. Nothing need stand
// before it: a route (RFC 5322 section 4.4) names domains so. Blanks around the "@" are read over, by people and by the
// obsolete syntax alike.
void collect_addresses(std::string_view text, std::vector<std::string>& out) {
  std::string run;
  bool at_sign = false, dot_behind = false;
  const auto flush = [&] {
    while (!run.empty() && run.back() == '.') run.pop_back();
    if (dot_behind) out.push_back(lower(run));
    run.clear();
    at_sign = dot_behind = false;
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if (is_gap(c) && (run.ends_with('@') || at_sign_follows(text, at))) continue;
    if (ends_address(c)) {
      flush();
      continue;
    }
    if (is_at_sign(c)) {
      run += '@';
      at_sign = true;
      continue;
    }
    dot_behind |= at_sign && is_dot(c);
    append_utf8(run, is_dot(c) ? U'.' : c);
  }
  flush();
}

}  // namespace

bool has_deceptive_characters(std::string_view utf8) {
  const bool plain = std::all_of(utf8.begin(), utf8.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x7F && (static_cast<unsigned char>(c) >= ' ' || c == '\t');
  });
  if (plain) return false;
  char32_t before = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t c = next_code_point(utf8, at);
    const bool control = (c < 0x20 && c != '\t') || (c >= 0x7F && c < 0xA0);
    if (control || ends_a_line(c) || (is_invisible(c) && !joins_here(c, before))) return true;
    before = c;
  }
  return false;
}

FromReading read_from(const mail::Message& message, int field) {
  FromReading reading;
  reading.field = field;
  const std::string_view value = message.fields[static_cast<std::size_t>(field)].value;
  const std::vector<mail::Mailbox> mailboxes = mail::parse_addresses(value);
  const std::string decoded = mail::decode_unstructured(value);
  reading.deceptive_characters = has_deceptive_characters(decoded);
  if (mailboxes.empty()) return reading;
  reading.mailbox = mailboxes.front();
  const std::string address = lower(reading.mailbox.address());

  std::vector<std::string> seen;
  collect_addresses(value, seen);      // as written: comments, routes, quoted strings
  collect_addresses(decoded, seen);    // as shown: encoded words
  for (const mail::Mailbox& mailbox : mailboxes) {
    seen.push_back(lower(mailbox.address()));
    collect_addresses(mailbox.display, seen);
  }
  std::sort(seen.begin(), seen.end());
  seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
  for (std::string& other : seen)   // an apostrophe within the local part is no quote
    if (other != address && !address.ends_with("'" + other)) reading.others.push_back(std::move(other));
  reading.single = mailboxes.size() == 1 && reading.others.empty() && !reading.mailbox.domain.empty() &&
                   !reading.mailbox.local_part.empty() && reading.mailbox.local_part.find('@') == std::string::npos;
  return reading;
}

}  // namespace winnow::check
