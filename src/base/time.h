// Civil time without the machine's clock or zone.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace winnow {

// Seconds since 1970-01-01T00:00:00Z of a proleptic Gregorian date and time of day; any month and day overflow carries.
std::int64_t unix_seconds(int year, int month, int day, int hour = 0, int minute = 0, int second = 0);
// "2017-04-11T09:12:44+02:00"; offset 0 gives "Z".
std::string iso_time(std::int64_t unix_seconds, int offset_minutes = 0);
// "2017-04-11".
std::string iso_date(std::int64_t unix_seconds);
// Reads "2017", "2017-04", "2017-04-11" or "2017-04-11T09:12:44Z" (or with an offset). nullopt for anything else.
std::optional<std::int64_t> parse_iso(std::string_view text);

}  // namespace winnow
