// docs/clocks/message-id.seconds.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 39236497.12FA2A89@host, as Netscape and older Thunderbird wrote: Unix seconds in hexadecimal.
void decode_message_id_seconds(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto seconds = number(at.exactly(8, is_upper_hex), 16);
  if (seconds && at.take('.') && !at.run(1, 8, is_upper_hex).empty() && at.take('@')) add(out, micros_of_seconds(*seconds), kSecond);
}

}  // namespace winnow::clocks
