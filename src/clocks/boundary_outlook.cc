// docs/clocks/boundary.outlook.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// ----=_NextPart_000_0479_01DA69CA.4D7A4560: the two halves of a FILETIME, by the clock of the wall.
void decode_boundary_outlook(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take("----=_NextPart_") || at.exactly(3, is_decimal).empty() || !at.take('_') || at.exactly(4, is_hex).empty() || !at.take('_')) return;
  const auto high = number(at.exactly(8, is_hex), 16);
  if (!high || !at.take('.')) return;
  const auto low = number(at.exactly(8, is_hex), 16);
  if (low && at.done()) add(out, micros_of_filetime(*high << 32 | *low), kMicro, true);
}

}  // namespace winnow::clocks
