#include "check/header_scan.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace winnow::check {
namespace {

bool is_ignorable(char c) { return static_cast<unsigned char>(c) <= ' ' || static_cast<unsigned char>(c) >= 0x7F; }

// The field name of a line as a lenient program may read it; empty when the line is none of kShownFields by length alone.
int shown_field(std::string_view line) {
  while (!line.empty() && is_ignorable(line.front())) line.remove_prefix(1);
  if (line.size() < 3) return -1;
  switch (to_lower(line.front())) {
    case 'f': case 's': case 'd': case 't': case 'c': case 'm': break;
    default: return -1;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon > 200) return -1;
  std::string name;
  for (const char c : line.substr(0, colon))
    if (!is_ignorable(c)) name += to_lower(c);
  const auto found = std::find(kShownFields.begin(), kShownFields.end(), name);
  return found == kShownFields.end() ? -1 : static_cast<int>(found - kShownFields.begin());
}

}  // namespace

HeaderScan scan_header(const mail::Message& message) {
  HeaderScan scan;
  const std::string_view bytes = as_text(message.bytes);
  const std::string_view header = bytes.substr(message.header.begin, message.header.size());
  const bool has_bare_cr_or_controls = header.find('\0') != std::string_view::npos;
  bool first = true;
  std::size_t at = 0;
  while (at < header.size()) {
    const std::size_t line_feed = header.find('\n', at);
    const std::size_t end = line_feed == std::string_view::npos ? header.size() : line_feed;
    std::string_view line = header.substr(at, end - at);
    at = end + 1;
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    const bool last = at >= header.size();
    if (line.empty()) {
      scan.body_may_begin_early |= !last;
      continue;
    }
    // Within the line: a bare CR begins a line for some programs.
    std::size_t from = 0;
    while (true) {
      const std::size_t cr = line.find('\r', from);
      const std::string_view piece = line.substr(from, cr == std::string_view::npos ? std::string_view::npos : cr - from);
      const bool continues = !piece.empty() && is_blank(piece.front()) && !first;
      if (trim(piece).empty()) {
        scan.body_may_begin_early = true;
      } else if (!continues) {
        if (const int which = shown_field(piece); which >= 0) ++scan.count[static_cast<std::size_t>(which)];
        if (piece.find(':') == std::string_view::npos) scan.body_may_begin_early = true;
      }
      first = false;
      if (cr == std::string_view::npos) break;
      from = cr + 1;
    }
  }
  scan.body_may_begin_early |= has_bare_cr_or_controls;
  return scan;
}

}  // namespace winnow::check
