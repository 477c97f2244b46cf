// docs/clocks/message-id.javamail.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 97684353.1142.1669253291024.JavaMail.user@host; the web mail of some providers leaves ".JavaMail.user" out: two numbers and
// Unix milliseconds.
void decode_message_id_javamail(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  at.take('-');
  if (at.run(1, 10, is_decimal).empty() || !at.take('.') || at.run(1, 10, is_decimal).empty() || !at.take('.')) return;
  const auto millis = number(at.run(12, 13, is_decimal));
  if (millis && (at.take('@') || at.take(".JavaMail."))) add(out, static_cast<std::int64_t>(*millis) * kMilli, kMilli);
}

}  // namespace winnow::clocks
