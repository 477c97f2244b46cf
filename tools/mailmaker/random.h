// The one source of chance: everything that mailmaker writes follows from a seed, on every machine.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace mailmaker {

// splitmix64: small, fast, and defined bit by bit (the standard library's distributions are not).
class Random {
public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  // A number in [0, bound); bound must not be 0.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low + 1)));
  }
  bool percent(unsigned chance) { return below(100) < chance; }
  // A size whose logarithm is evenly spread: many small ones, few large ones.
  std::size_t spread(std::size_t low, std::size_t high);

  template <class Container> const auto &pick(const Container &from) {
    return from[static_cast<std::size_t>(below(std::size(from)))];
  }
  // `count` characters of `alphabet`.
  std::string of(std::string_view alphabet, std::size_t count);
  std::string hex(std::size_t count) { return of("0123456789abcdef", count); }
  std::string digits(std::size_t count) { return of("0123456789", count); }
  std::string token(std::size_t count) {
    return of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", count);
  }
  std::string uuid();
  // Appends `count` bytes without structure.
  void bytes(std::string &out, std::size_t count);

private:
  std::uint64_t state_;
};

} // namespace mailmaker
