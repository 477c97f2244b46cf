// docs/clocks/x-originalarrivaltime.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 13 Nov 2003 06:31:05.0123 (UTC) FILETIME=[B6F0FAF8:01C3A9AF]: the FILETIME with its halves swapped.
void decode_x_originalarrivaltime(std::string_view text, std::vector<Moment>& out) {
  const std::size_t mark = text.find("FILETIME=[");
  if (mark == std::string_view::npos) return;
  Cursor at(text.substr(mark + 10));
  const auto low = number(at.exactly(8, is_hex), 16);
  if (!low || !at.take(':')) return;
  const auto high = number(at.exactly(8, is_hex), 16);
  if (high && at.take(']')) add(out, micros_of_filetime(*high << 32 | *low), kMicro);
}

}  // namespace winnow::clocks
