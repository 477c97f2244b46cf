// docs/clocks/boundary.mime-tools.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// ----------=_1048613476-1234-0 of Perl programs: Unix seconds, the process, a counter.
void decode_boundary_mime_tools(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take("----------=_")) return;
  const auto seconds = number(at.run(9, 10, is_decimal));
  if (seconds && at.take('-') && !at.run(1, 10, is_decimal).empty() && at.take('-') && !at.run(1, 6, is_decimal).empty() && at.done())
    add(out, micros_of_seconds(*seconds), kSecond);
}

}  // namespace winnow::clocks
