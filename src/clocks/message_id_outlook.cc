// docs/clocks/message-id.outlook.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 001b01c2f3b5$0a5b5cf0$6401a8c0@host: a counter (4 hexadecimal digits), the two halves of a FILETIME (8 and 8), the address of
// the machine.
void decode_message_id_outlook(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const std::string_view first = at.exactly(12, is_hex);
  if (first.empty() || !at.take('$')) return;
  const auto high = number(first.substr(4), 16), low = number(at.exactly(8, is_hex), 16);
  if (high && low && at.take('$')) add(out, micros_of_filetime(*high << 32 | *low), kMicro);
}

}  // namespace winnow::clocks
