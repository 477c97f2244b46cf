// docs/clocks/queue-id.exim.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 1q50um-00B93v-2s, since version 4.97 1sJn37-000000013aV-3UDQ: seconds, process and fraction, base 62 (digits, upper case, lower
// case).
void decode_queue_id_exim(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const std::string_view seconds = at.exactly(6, is_base62);
  if (seconds.empty() || !at.take('-')) return;
  const std::string_view process = at.run(6, 11, is_base62);
  if ((process.size() != 6 && process.size() != 11) || !at.take('-')) return;
  const std::string_view fraction = at.exactly(process.size() == 6 ? 2 : 4, is_base62);
  if (fraction.empty() || !at.done()) return;
  std::uint64_t value = 0;
  for (const char c : seconds) value = value * 62 + static_cast<std::uint64_t>(is_decimal(c) ? c - '0' : c < 'a' ? c - 'A' + 10 : c - 'a' + 36);
  add(out, micros_of_seconds(value), kSecond);
}

}  // namespace winnow::clocks
