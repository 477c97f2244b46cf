// docs/clocks/boundary.notes.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// =_alternative 0054A8B6C1256F2A_= (Lotus Notes): a TIMEDATE.
void decode_boundary_notes(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take("=_")) return;
  if (!at.take("alternative ") && !at.take("mixed ") && !at.take("related ")) return;
  const std::string_view digits = at.exactly(16, is_hex);
  if (digits.empty() || !at.take("_=") || !at.done()) return;
  if (const auto time = micros_of_timedate(digits.substr(8), digits.substr(0, 8))) add(out, *time, 10 * kMilli);
}

}  // namespace winnow::clocks
