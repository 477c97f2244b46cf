// What the decoders share: bounds of what is taken for a time, and small readers of fixed forms.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "clocks/clocks.h"

namespace winnow::clocks {

inline constexpr std::int64_t kMicro = 1, kMilli = 1'000, kSecond = 1'000'000, kMinute = 60 * kSecond;

// Before electronic mail had these forms, and past what a 32-bit clock shows: no time is meant.
bool is_plausible(std::int64_t micros);
// Appends the moment where it is plausible; whether it was.
bool add(std::vector<Moment>& out, std::int64_t micros, std::int64_t precision, bool is_local = false);

// FILETIME: 100 ns units since 1601-01-01.
std::int64_t micros_of_filetime(std::uint64_t filetime);

// Reads a text from its begin; each step moves on only where it fits.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}
  bool take(char c);
  bool take(std::string_view word);
  // Exactly `count` characters that `is` accepts, as a view; empty where there are fewer or a further one follows.
  std::string_view exactly(std::size_t count, bool (*is)(char));
  // As many as `is` accepts, between `least` and `most`; empty where there are fewer or more.
  std::string_view run(std::size_t least, std::size_t most, bool (*is)(char));
  std::string_view rest() const { return rest_; }
  bool done() const { return rest_.empty(); }

 private:
  std::string_view rest_;
};

bool is_decimal(char c);
bool is_hex(char c);          // either case
bool is_upper_hex(char c);
bool is_base62(char c);       // letters and digits

// The number that `digits` writes in `base` (at most 36, either case); nullopt for none, a wrong digit or more than 64 bits.
std::optional<std::uint64_t> number(std::string_view digits, int base = 10);
// "YYYYMMDDhhmmss", "YYYYMMDDhhmm" or "YYMMDDhhmm" in UTC; nullopt where it is no date and time of day.
std::optional<std::int64_t> micros_of_digits(std::string_view digits);
// Unix seconds.
inline std::int64_t micros_of_seconds(std::uint64_t seconds) { return static_cast<std::int64_t>(seconds) * kSecond; }

}  // namespace winnow::clocks
