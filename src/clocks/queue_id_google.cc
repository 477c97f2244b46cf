// docs/clocks/queue-id.google.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 5614622812f47-45e8a91cee1mr3111308b6e.15.1769034528: behind the last point Unix seconds, in older ones milliseconds.
void decode_queue_id_google(std::string_view text, std::vector<Moment>& out) {
  const std::size_t mark = text.rfind('.');
  if (mark == std::string_view::npos) return;
  const std::string_view digits = text.substr(mark + 1), before = text.substr(0, mark);
  const std::size_t counter = before.rfind('.');
  if (counter == std::string_view::npos || counter + 1 == before.size()) return;
  for (const char c : before.substr(counter + 1)) if (!is_decimal(c)) return;
  for (const char c : before.substr(0, counter)) if (!is_base62(c) && c != '-') return;
  const auto value = number(digits);
  if (!value) return;
  if (digits.size() == 10) add(out, micros_of_seconds(*value), kSecond);
  if (digits.size() == 13) add(out, static_cast<std::int64_t>(*value) * kMilli, kMilli);
}

}  // namespace winnow::clocks
