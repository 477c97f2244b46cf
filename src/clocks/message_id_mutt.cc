// docs/clocks/message-id.mutt.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 20030407012053.GA20701@host: UTC, then G, a letter that counts messages, and the process.
void decode_message_id_mutt(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(14, is_decimal));
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (time && at.take(".G") && !at.exactly(1, is_upper).empty() && !at.run(1, 10, is_decimal).empty() && at.take('@'))
    add(out, *time, kSecond);
}

}  // namespace winnow::clocks
