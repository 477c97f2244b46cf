// docs/clocks/uuid.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// RFC 9562: version 1 holds 100 ns units since 1582-10-15, lowest part first, version 6 the same highest first, version 7 Unix
// milliseconds. Most of what looks like version 1 in mail is random; the variant bits must be right and the time plausible.
void decode_uuid(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  std::string_view group[5];
  constexpr std::size_t kSizes[] = {8, 4, 4, 4, 12};
  for (std::size_t i = 0; i < 5; ++i) {
    if (i != 0 && !at.take('-')) return;
    if ((group[i] = at.exactly(kSizes[i], is_hex)).empty()) return;
  }
  if (!at.done() && !at.take('@') && !at.take('.')) return;
  const auto a = number(group[0], 16), b = number(group[1], 16), c = number(group[2], 16), variant = number(group[3].substr(0, 1), 16);
  if (!a || !b || !c || !variant || (*variant & 0xC) != 0x8) return;
  constexpr std::int64_t kGregorianToUnix = 12'219'292'800;   // seconds from 1582-10-15 to 1970
  const auto from_gregorian = [&](std::uint64_t ticks) {
    add(out, static_cast<std::int64_t>(ticks / 10) - kGregorianToUnix * kSecond, kMicro);
  };
  switch (*c >> 12) {
    case 1: return from_gregorian((*c & 0xFFF) << 48 | *b << 32 | *a);
    case 6: return from_gregorian(*a << 28 | *b << 12 | (*c & 0xFFF));
    case 7: add(out, static_cast<std::int64_t>(*a << 16 | *b) * kMilli, kMilli); return;
    default: return;
  }
}

}  // namespace winnow::clocks
