// docs/clocks/queue-id.postfix.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 4RQyDY2bxBz14K38, where long queue ids are switched on: six digits of seconds and four of microseconds in base 52 (digits and
// consonants), z, the inode.
void decode_queue_id_postfix(std::string_view text, std::vector<Moment>& out) {
  constexpr std::string_view kDigits = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz";
  constexpr std::size_t kSeconds = 6, kMicros = 4;
  if (text.size() < kSeconds + kMicros + 2 || text.size() > 32 || text[kSeconds + kMicros] != 'z') return;
  std::uint64_t value[2] = {0, 0};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t digit = kDigits.find(text[i]);
    if (digit == std::string_view::npos) return;
    if (i < kSeconds + kMicros) value[i >= kSeconds] = value[i >= kSeconds] * 52 + digit;
  }
  if (value[1] < static_cast<std::uint64_t>(kSecond)) add(out, micros_of_seconds(value[0]) + static_cast<std::int64_t>(value[1]), kMicro);
}

}  // namespace winnow::clocks
