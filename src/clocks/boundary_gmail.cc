// docs/clocks/boundary.gmail.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 0000000000001ca763064b2ace52: behind twelve zeros Unix microseconds, the lower 16 bits in front of the 40 above them. Until about
// 2017 other digits stood there (001a114fd7c482fcea054e608655), and only the last ten are known to be a time.
void decode_boundary_gmail(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const std::string_view digits = at.exactly(28, is_hex);
  if (digits.empty() || !at.done()) return;
  const auto low = number(digits.substr(14, 4), 16), high = number(digits.substr(18), 16);
  constexpr std::int64_t kFirst = 1'072'915'200;   // 2004, the first year of Gmail: much else is 28 random digits
  if (!low || !high || static_cast<std::int64_t>(*high << 16) < kFirst * kSecond) return;
  const bool is_whole = digits.starts_with("000000000000");
  add(out, static_cast<std::int64_t>(*high << 16 | (is_whole ? *low : 0)), is_whole ? kMicro : 1 << 16);
}

}  // namespace winnow::clocks
