#include "clocks/moment.h"

#include <charconv>

#include "base/text.h"
#include "base/time.h"

namespace winnow::clocks {

bool is_plausible(std::int64_t micros) {
  constexpr std::int64_t kEarliest = 315'532'800;      // 1980-01-01
  constexpr std::int64_t kLatest = 2'147'483'648;      // 2038-01-19
  return micros >= kEarliest * kSecond && micros < kLatest * kSecond;
}

bool add(std::vector<Moment>& out, std::int64_t micros, std::int64_t precision, bool is_local) {
  if (!is_plausible(micros)) return false;
  out.push_back({micros, precision, is_local});
  return true;
}

std::int64_t micros_of_filetime(std::uint64_t filetime) {
  constexpr std::int64_t kUnixEpoch = 11'644'473'600;   // seconds from 1601 to 1970
  return static_cast<std::int64_t>(filetime / 10) - kUnixEpoch * kSecond;
}

bool Cursor::take(char c) {
  if (rest_.empty() || rest_.front() != c) return false;
  rest_.remove_prefix(1);
  return true;
}

bool Cursor::take(std::string_view word) {
  if (!rest_.starts_with(word)) return false;
  rest_.remove_prefix(word.size());
  return true;
}

std::string_view Cursor::exactly(std::size_t count, bool (*is)(char)) { return run(count, count, is); }

std::string_view Cursor::run(std::size_t least, std::size_t most, bool (*is)(char)) {
  std::size_t size = 0;
  while (size < rest_.size() && size <= most && is(rest_[size])) ++size;
  if (size < least || size > most) return {};
  const std::string_view found = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return found;
}

bool is_decimal(char c) { return is_digit(c); }
bool is_hex(char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); }
bool is_upper_hex(char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); }
bool is_base62(char c) { return is_digit(c) || is_alpha(c); }

std::optional<std::uint64_t> number(std::string_view digits, int base) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> micros_of_digits(std::string_view digits) {
  const std::size_t year_digits = digits.size() == 10 ? 2 : 4;
  if (digits.size() != 10 && digits.size() != 12 && digits.size() != 14) return std::nullopt;
  const auto at = [&](std::size_t from, std::size_t count) { return static_cast<int>(number(digits.substr(from, count)).value_or(9999)); };
  const auto two = [&](std::size_t index) { return at(year_digits + 2 * index, 2); };
  const int year = at(0, year_digits) + (year_digits == 2 ? 2000 : 0);
  const int month = two(0), day = two(1), hour = two(2), minute = two(3), second = digits.size() == 14 ? two(4) : 0;
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60 || year > 9998) return std::nullopt;
  // A day that the month does not have would carry into the next one.
  if (iso_date(unix_seconds(year, month, day)).substr(8) != digits.substr(year_digits + 2, 2)) return std::nullopt;
  return unix_seconds(year, month, day, hour, minute, second) * kSecond;
}

}  // namespace winnow::clocks
