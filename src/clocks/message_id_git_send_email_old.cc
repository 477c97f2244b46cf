// docs/clocks/message-id.git-send-email-old.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 1258471718-6781-2-git-send-email-user@host: Unix seconds, the process, the number of the patch.
void decode_message_id_git_send_email_old(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto seconds = number(at.run(9, 10, is_decimal));
  if (seconds && at.take('-') && !at.run(1, 10, is_decimal).empty() && at.take('-') && !at.run(1, 6, is_decimal).empty() &&
      at.take("-git-send-email-"))
    add(out, micros_of_seconds(*seconds), kSecond);
}

}  // namespace winnow::clocks
