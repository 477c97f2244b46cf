// docs/clocks/message-id.exim.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// E1rGktc-0001YR-0N@host: E and the queue id.
void decode_message_id_exim(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  if (!at.take('E')) return;
  const std::size_t end = at.rest().find('@');
  if (end != std::string_view::npos) decode_queue_id_exim(at.rest().substr(0, end), out);
}

}  // namespace winnow::clocks
