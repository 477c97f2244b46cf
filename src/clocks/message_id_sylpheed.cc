// docs/clocks/message-id.sylpheed.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 20191030210836.a17c0649354b59961903d1a8@host: the clock of the wall, then random bytes in lower case.
void decode_message_id_sylpheed(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const auto time = micros_of_digits(at.exactly(14, is_decimal));
  if (!time || !at.take('.')) return;
  const std::string_view random = at.run(8, 24, is_hex);
  if ((random.size() == 8 || random.size() == 24) && (at.take('@') || (random.size() == 8 && at.take('.'))))
    add(out, *time, kSecond, true);
}

}  // namespace winnow::clocks
