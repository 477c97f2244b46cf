// docs/clocks/exchange-arrival.md
#include "clocks/decoders.h"
#include "clocks/moment.h"

namespace winnow::clocks {

// 08 Sep 2023 05:47:04.2458 (UTC): a date and time of day in English, with fractions of a second.
void decode_exchange_arrival(std::string_view text, std::vector<Moment>& out) {
  const std::size_t point = text.find('.');
  const auto date = mail::parse_date(text.substr(0, point));
  if (!date) return;
  std::int64_t micros = date->unix_seconds * kSecond, precision = kSecond;
  if (point != std::string_view::npos) {
    Cursor at(text.substr(point + 1));
    for (const char digit : at.run(1, 6, is_decimal)) micros += (digit - '0') * (precision /= 10);
  }
  if (date->offset_minutes == 0) add(out, micros, precision);
}

}  // namespace winnow::clocks
