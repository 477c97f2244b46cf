// docs/clocks/boundary.javamail.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// ----=_Part_272347_191842753.1689692488609: two numbers, Unix milliseconds.
void decode_boundary_javamail(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take("----=_Part_") || at.run(1, 10, is_decimal).empty() || !at.take('_')) return;
  at.take('-');
  if (at.run(1, 10, is_decimal).empty() || !at.take('.')) return;
  const auto millis = number(at.run(12, 13, is_decimal));
  if (millis && at.done()) add(out, static_cast<std::int64_t>(*millis) * kMilli, kMilli);
}

}  // namespace winnow::clocks
