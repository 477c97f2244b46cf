// docs/clocks/message-id.digits.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 20230919183549.39DEA3F725@host and the like of programs that are not told apart: a date and time of day, then a mark.
void decode_message_id_digits(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(14, is_decimal));
  if (time && (at.take('.') || at.take('-') || at.take('_'))) add(out, *time, kSecond);
}

}  // namespace winnow::clocks
