// docs/clocks/boundary.swiftmailer.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// _=_swift_v4_1696021365_8dc57275ccb231c97be62850328053e5_=_: Unix seconds.
void decode_boundary_swiftmailer(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take("_=_swift_")) return;
  at.take("v4_");
  const auto seconds = number(at.run(9, 13, is_decimal));
  // Some versions write a fraction behind the seconds without a mark.
  if (!seconds || !at.take('_')) return;
  if (*seconds < 10'000'000'000) add(out, micros_of_seconds(*seconds), kSecond);
}

}  // namespace winnow::clocks
