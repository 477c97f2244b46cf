// docs/clocks/message-id.git-send-email.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 20260709203037.1884436-20-user@host: UTC, the process, the number of the patch, the address.
void decode_message_id_git_send_email(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(14, is_decimal));
  if (time && at.take('.') && !at.run(1, 10, is_decimal).empty() && at.take('-') && !at.run(1, 6, is_decimal).empty() && at.take('-'))
    add(out, *time, kSecond);
}

}  // namespace winnow::clocks
