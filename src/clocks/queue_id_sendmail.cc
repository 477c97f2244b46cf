// docs/clocks/queue-id.sendmail.md
#include "clocks/decoders.h"
#include "clocks/moment.h"
#include "base/time.h"

namespace winnow::clocks {

// 37B52g7E014839: year (modulo 60), month (from 0), day, hour, minute and second as one digit each in base 60, two digits that
// count, six to eight of the process; UTC. Which of the years it was, the date of its hop tells: 2020 and 1960 are the same digit.
void decode_queue_id_sendmail(std::string_view text, std::vector<Moment>& out) {
  Cursor at(text);
  const std::string_view id = at.run(14, 16, is_base62);
  if (id.empty() || !at.done()) return;
  int value[6];
  for (std::size_t i = 0; i < 6; ++i) {
    const char c = id[i];
    value[i] = is_decimal(c) ? c - '0' : c < 'a' ? c - 'A' + 10 : c - 'a' + 36;
    if (value[i] > 59) return;
  }
  for (const char c : id.substr(8)) if (!is_decimal(c)) return;
  if (value[1] > 11 || value[2] < 1 || value[2] > 31 || value[3] > 23) return;
  // Years count from 1900, modulo 60: 1980 to 2039.
  const int year = value[0] < 20 ? 2020 + value[0] : 1960 + value[0];
  add(out, unix_seconds(year, value[1] + 1, value[2], value[3], value[4], value[5]) * kSecond, kSecond);
}

}  // namespace winnow::clocks
