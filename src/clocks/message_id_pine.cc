// docs/clocks/message-id.pine.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// alpine.DEB.2.22.394.2101281326360.10563@host and Pine.LNX.4.64.0604241532440.12345@host: the system, the version, YYMMDDhhmm
// and two to four digits more, by the clock of the wall.
void decode_message_id_pine(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto is_letter = [](char c) { return is_base62(c) && !is_decimal(c); };
  if (!at.take("alpine.") && !at.take("Pine.")) return;
  if (at.run(2, 6, is_letter).empty()) return;
  while (at.take('.')) {
    const std::string_view digits = at.run(1, 14, is_decimal);
    if (digits.empty()) return;
    if (digits.size() < 12) continue;
    const auto time = micros_of_digits(digits.substr(0, 10));
    if (time && at.take('.')) add(out, *time, kMinute, true);
    return;
  }
}

}  // namespace winnow::clocks
