#include "mailmaker/random.h"

#include <cmath>
#include <cstring>

namespace mailmaker {

std::size_t Random::spread(std::size_t low, std::size_t high) {
  const double share = static_cast<double>(below(1U << 20)) / static_cast<double>(1U << 20);
  const double ratio = static_cast<double>(high) / static_cast<double>(low);
  return static_cast<std::size_t>(static_cast<double>(low) * std::pow(ratio, share));
}

std::string Random::of(std::string_view alphabet, std::size_t count) {
  std::string out(count, '0');
  for (char &c : out)
    c = alphabet[static_cast<std::size_t>(below(alphabet.size()))];
  return out;
}

std::string Random::uuid() {
  return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-" + of("89ab", 1) + hex(3) + "-" + hex(12);
}

void Random::bytes(std::string &out, std::size_t count) {
  const std::size_t begin = out.size();
  out.resize(begin + (count + 7) / 8 * 8);
  for (std::size_t at = begin; at < out.size(); at += 8) {
    const std::uint64_t word = next();
    std::memcpy(&out[at], &word, 8);
  }
  out.resize(begin + count);
}

} // namespace mailmaker
