// docs/clocks/message-id.sendmail.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 202408051251.475BgXru017453@host: UTC to the minute, then the queue id, which tells the same time; large senders put a number there.
void decode_message_id_sendmail(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(12, is_decimal));
  if (time && at.take('.') && !at.run(5, 16, is_base62).empty() && at.take('@')) add(out, *time, kMinute);
}

}  // namespace winnow::clocks
