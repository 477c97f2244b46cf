#include "check/header_scan.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace winnow::check {
namespace {

bool is_ignorable(char c) { return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F; }

// The place in kShownFields of a line as a lenient program may read it, -1 when it is none. A name without its colon counts:
// some programs join folds before they look for it.
int shown_field(std::string_view line) {
  while (!line.empty() && is_ignorable(line.front())) line.remove_prefix(1);
  if (line.size() < 2) return -1;
  switch (to_lower(line.front())) {
    case 'f': case 's': case 'd': case 't': case 'c': case 'm': break;
    default: return -1;
  }
  const std::string_view written = line.substr(0, line.find(':'));
  if (written.size() > 200) return -1;
  std::string name;
  for (const char c : written)
    if (!is_ignorable(c)) name += to_lower(c);
  const auto found = std::find(kShownFields.begin(), kShownFields.end(), name);
  return found == kShownFields.end() ? -1 : static_cast<int>(found - kShownFields.begin());
}

// A field by every grammar: a name of printable ASCII (RFC 5322 section 2.2), at most blanks before its colon (section 4.5).
bool is_field(std::string_view line) {
  std::string_view name = line.substr(0, line.find(':'));
  if (name.size() == line.size()) return false;
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  return !name.empty() && std::none_of(name.begin(), name.end(), is_ignorable);
}

// What a mailbox writer puts in front of a message; every program knows it.
bool is_from_line(std::string_view line) { return line.starts_with("From ") && !is_field(line); }

}  // namespace

HeaderScan scan_header(const mail::Message& message) {
  HeaderScan scan;
  const std::string_view bytes = as_text(message.bytes);
  const std::string_view header = bytes.substr(message.header.begin, message.header.size());
  bool first = true, ended = message.body.size() == 0;
  std::size_t at = 0;
  while (at < header.size()) {
    const std::size_t line_feed = header.find('\n', at);
    const std::size_t end = line_feed == std::string_view::npos ? header.size() : line_feed;
    std::string_view line = header.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) {
      (at >= header.size() ? ended : scan.body_may_begin_elsewhere) = true;
      continue;
    }
    if (first && is_from_line(line)) continue;
    // Within the line: a bare CR begins a line for some programs, other controls do for fewer.
    std::size_t from = 0;
    while (true) {
      const std::size_t stop = line.find_first_of("\r\v\f", from);
      const std::string_view piece = line.substr(from, stop == std::string_view::npos ? std::string_view::npos : stop - from);
      const bool continues = !piece.empty() && is_blank(piece.front()) && !first;
      if (trim(piece).empty()) {
        scan.body_may_begin_elsewhere = true;
      } else if (!continues) {
        if (const int which = shown_field(piece); which >= 0) ++scan.count[static_cast<std::size_t>(which)];
        scan.body_may_begin_elsewhere |= !is_field(piece);
      }
      first = false;
      if (stop == std::string_view::npos) break;
      from = stop + 1;
    }
  }
  scan.body_may_begin_elsewhere |= !ended || header.find('\0') != std::string_view::npos;
  return scan;
}

}  // namespace winnow::check
