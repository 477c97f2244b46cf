#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// The halves of a Notes TIMEDATE: the Julian day in the lower 24 bits (what stands above is the zone), and hundredths of a second
// since midnight, UTC.
std::optional<std::int64_t> micros_of_timedate(std::string_view date, std::string_view time) {
  const auto day = number(date, 16), ticks = number(time, 16);
  constexpr std::uint64_t kTicksPerDay = 24 * 60 * 60 * 100;
  constexpr std::int64_t kJulianDayOf1970 = 2'440'588;
  if (!day || !ticks || *ticks >= kTicksPerDay) return std::nullopt;
  const auto days = static_cast<std::int64_t>(*day & 0xFF'FFFF) - kJulianDayOf1970;
  return (days * 86'400 * 100 + static_cast<std::int64_t>(*ticks)) * 10 * kMilli;
}

}  // namespace winnow::clocks
