// docs/clocks/message-id.postfix.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 20230829200552.2C101207AB@host: UTC, then the queue id, short (hexadecimal) or long.
void decode_message_id_postfix(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(14, is_decimal));
  if (!time || !at.take('.')) return;
  const std::string_view queue = at.rest().substr(0, at.rest().find('@'));
  Cursor id(queue);
  const bool is_short = !id.run(6, 14, is_upper_hex).empty() && id.done();
  std::vector<Moment> of_queue;
  if (!is_short) decode_queue_id_postfix(queue, of_queue);
  if (queue.size() != at.rest().size() && (is_short || !of_queue.empty())) add(out, *time, kSecond);
}

}  // namespace winnow::clocks
