// docs/clocks/message-id.qmail.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 20250126175554.4148.qmail@host: UTC, then the process.
void decode_message_id_qmail(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(14, is_decimal));
  if (time && at.take('.') && !at.run(1, 10, is_decimal).empty() && at.take(".qmail@")) add(out, *time, kSecond);
}

}  // namespace winnow::clocks
