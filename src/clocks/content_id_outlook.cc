// docs/clocks/content-id.outlook.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// image001.png@01DB4BBC.E8EC59A0: the two halves of a FILETIME, by the clock of the wall.
void decode_content_id_outlook(std::string_view text, std::vector<Moment>& out) {
  const std::size_t mark = text.rfind('@');
  if (mark == std::string_view::npos || mark == 0) return;
  Cursor at(text.substr(mark + 1));
  const auto high = number(at.exactly(8, is_hex), 16);
  if (!high || !at.take('.')) return;
  const auto low = number(at.exactly(8, is_hex), 16);
  if (low && at.done()) add(out, micros_of_filetime(*high << 32 | *low), kMicro, true);
}

}  // namespace winnow::clocks
