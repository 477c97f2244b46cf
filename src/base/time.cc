#include "base/time.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace winnow {

std::int64_t unix_seconds(int year, int month, int day, int hour, int minute, int second) {
  // Days from civil: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms" (public description), via <chrono>.
  const auto months = std::chrono::year{year} / std::chrono::January + std::chrono::months{month - 1};
  const auto first = std::chrono::sys_days{months / 1};
  return std::int64_t{first.time_since_epoch().count()} * 86400 + std::int64_t{day - 1} * 86400 +
         std::int64_t{hour} * 3600 + std::int64_t{minute} * 60 + second;
}

namespace {

struct Civil {
  int year, month, day, hour, minute, second;
};

Civil civil(std::int64_t seconds) {
  // std::chrono's calendar ends at year 32767; times beyond it are shown at the edge.
  constexpr std::int64_t kEdge = 971890963199;  // 32767-12-31T23:59:59Z
  seconds = std::min(std::max(seconds, -kEdge), kEdge);
  const std::int64_t days = seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400;
  const std::int64_t rest = seconds - days * 86400;
  const std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::days{days}}};
  return {int{date.year()}, static_cast<int>(unsigned{date.month()}), static_cast<int>(unsigned{date.day()}),
          static_cast<int>(rest / 3600), static_cast<int>(rest / 60 % 60), static_cast<int>(rest % 60)};
}

}  // namespace

std::string iso_time(std::int64_t seconds, int offset_minutes) {
  const Civil c = civil(seconds + std::int64_t{offset_minutes} * 60);
  std::string text =
      fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", c.year, c.month, c.day, c.hour, c.minute, c.second);
  if (offset_minutes == 0) return text + "Z";
  const int minutes = offset_minutes < 0 ? -offset_minutes : offset_minutes;
  return text + fmt::format("{}{:02}:{:02}", offset_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string iso_date(std::int64_t seconds) {
  const Civil c = civil(seconds);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

std::optional<std::int64_t> parse_iso(std::string_view text) {
  text = trim(text);
  const auto number = [&](std::size_t digits) -> std::optional<int> {
    if (text.size() < digits) return std::nullopt;
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || value < 0) return std::nullopt;
    text.remove_prefix(digits);
    return value;
  };
  const auto skip = [&](char c) {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
  };
  const auto year = number(4);
  if (!year) return std::nullopt;
  if (text.empty()) return unix_seconds(*year, 1, 1);
  if (!skip('-')) return std::nullopt;
  const auto month = number(2);
  if (!month || *month < 1 || *month > 12) return std::nullopt;
  if (text.empty()) return unix_seconds(*year, *month, 1);
  if (!skip('-')) return std::nullopt;
  const auto day = number(2);
  if (!day || *day < 1 || *day > 31) return std::nullopt;
  if (text.empty()) return unix_seconds(*year, *month, *day);
  if (!skip('T') && !skip(' ')) return std::nullopt;
  const auto hour = number(2);
  if (!hour || *hour > 23 || !skip(':')) return std::nullopt;
  const auto minute = number(2);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  if (skip(':')) {
    const auto value = number(2);
    if (!value || *value > 60) return std::nullopt;
    second = *value;
    if (skip('.'))
      while (!text.empty() && is_digit(text.front())) text.remove_prefix(1);
  }
  int offset = 0;
  if (!text.empty() && !skip('Z')) {
    const bool negative = text.front() == '-';
    if (!skip('+') && !skip('-')) return std::nullopt;
    const auto hours = number(2);
    skip(':');
    const auto minutes = number(2);
    if (!hours || !minutes) return std::nullopt;
    offset = (*hours * 60 + *minutes) * (negative ? -1 : 1);
  }
  if (!text.empty()) return std::nullopt;
  return unix_seconds(*year, *month, *day, *hour, *minute, second) - std::int64_t{offset} * 60;
}

}  // namespace winnow
