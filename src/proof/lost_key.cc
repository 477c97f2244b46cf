#include "proof/lost_key.h"

#include <gmpxx.h>

#include <algorithm>
#include <array>

#include "base/lost_key_limits.h"
#include "proof/recovered_digest.h"

namespace winnow::proof {
namespace {

constexpr std::array<unsigned long, 2> kSmallExponents = {3, 17};
constexpr unsigned long kUsualExponent = 65'537;
constexpr unsigned long kSmallPrimesEnd = 1UL << 16;   // a common divisor is stripped of factors below this
constexpr std::size_t kStrayBits = 1'024;              // a common divisor has at most so many more bits than the modulus

mpz_class number_of(std::string_view octets) {
  mpz_class out;
  mpz_import(out.get_mpz_t(), octets.size(), 1, 1, 1, 0, octets.data());
  return out;
}

std::string octets_of(const mpz_class& number) {
  std::string out((mpz_sizeinbase(number.get_mpz_t(), 2) + 7) / 8, '\0');
  std::size_t count = 0;
  mpz_export(out.data(), &count, 1, 1, 1, 0, number.get_mpz_t());
  out.resize(count);
  return out;
}

std::size_t bits_of(const mpz_class& number) { return sgn(number) == 0 ? 0 : mpz_sizeinbase(number.get_mpz_t(), 2); }

// RFC 8017 section 9.2: the digest as it is padded for a modulus of so many octets; 0 where it does not fit.
mpz_class padded(std::string_view digest, std::size_t octets) {
  const std::string_view info = digest_info(digest.size());
  const std::size_t used = info.size() + digest.size();
  if (info.empty() || octets < used + 11) return {};
  std::string out(octets, '\xFF');
  out[0] = '\0';
  out[1] = '\x01';
  out[octets - used - 1] = '\0';
  out.replace(octets - used, info.size(), info);
  out.replace(octets - digest.size(), digest.size(), digest);
  return number_of(out);
}

struct Pair {
  std::size_t index = 0;          // among the values that were given
  mpz_class value, padded;
};

// s^e - EM: a multiple of the modulus.
mpz_class multiple(const Pair& pair, unsigned long exponent) {
  mpz_class out;
  mpz_pow_ui(out.get_mpz_t(), pair.value.get_mpz_t(), exponent);
  out -= pair.padded;
  return out;
}

// The same modulo a number, for which no large number is made.
mpz_class multiple_modulo(const Pair& pair, unsigned long exponent, const mpz_class& modulus) {
  mpz_class out;
  mpz_powm_ui(out.get_mpz_t(), pair.value.get_mpz_t(), exponent, modulus.get_mpz_t());
  out -= pair.padded;
  mpz_mod(out.get_mpz_t(), out.get_mpz_t(), modulus.get_mpz_t());
  return out;
}

bool verifies(const Pair& pair, unsigned long exponent, const mpz_class& modulus) {
  return pair.value < modulus && sgn(multiple_modulo(pair, exponent, modulus)) == 0;
}

// The values that are as long as the first, each once: copies of a mail carry the same one, and give no second equation.
std::vector<Pair> pairs_of(std::span<const MadeValue> values) {
  std::vector<Pair> out;
  if (values.empty()) return out;
  const std::size_t octets = values.front().value.size();
  for (std::size_t i = 0; i < values.size() && out.size() < limits::kLostKeyValues; ++i) {
    if (values[i].value.size() != octets) continue;
    Pair pair{i, number_of(values[i].value), padded(values[i].digest, octets)};
    const bool known = std::any_of(out.begin(), out.end(), [&](const Pair& one) { return one.value == pair.value; });
    if (!known && pair.value > 1 && sgn(pair.padded) != 0) out.push_back(std::move(pair));
  }
  return out;
}

class Search {
 public:
  Search(const std::vector<Pair>& pairs, std::size_t octets, unsigned long exponent)
      : pairs_(pairs), octets_(octets), exponent_(exponent) {}

  // One pair of values after another: what is not there in small numbers is not there.
  std::optional<LostKey> each_pair() const {
    const std::size_t end = std::min(pairs_.size(), limits::kLostKeyAtOnce);
    std::vector<mpz_class> multiples;
    for (std::size_t i = 0; i < end; ++i) multiples.push_back(multiple(pairs_[i], exponent_));
    for (std::size_t first = 0; first < end; ++first)
      for (std::size_t second = first + 1; second < end; ++second)
        if (auto key = from_divisor(gcd(multiples[first], multiples[second]))) return key;
    return std::nullopt;
  }

  // The first value with all the others of the attempt in one: a common divisor takes seven times as long as a product, and
  // one of the others is enough.
  std::optional<LostKey> first_with_any() const {
    const mpz_class first = multiple(pairs_[0], exponent_);
    mpz_class others = multiple(pairs_[1], exponent_);
    for (std::size_t i = 2; i < std::min(pairs_.size(), limits::kLostKeyAtOnce); ++i) {
      others *= multiple(pairs_[i], exponent_);
      others %= first;
    }
    return from_divisor(gcd(first, others));
  }

 private:
  // A multiple of the modulus by a small factor: the other values take that off, or division does.
  std::optional<LostKey> from_divisor(mpz_class divisor) const {
    if (bits_of(divisor) < least_bits()) return std::nullopt;
    if (bits_of(divisor) > 8 * octets_ + kStrayBits) return std::nullopt;
    for (const Pair& pair : pairs_) {
      mpz_class reduced = gcd(divisor, multiple_modulo(pair, exponent_, divisor));
      if (bits_of(reduced) >= least_bits()) divisor = std::move(reduced);
    }
    for (unsigned long small = 2; small < kSmallPrimesEnd && bits_of(divisor) >= least_bits(); ++small)
      while (mpz_divisible_ui_p(divisor.get_mpz_t(), small)) divisor /= small;
    return accepted(divisor);
  }

  std::optional<LostKey> accepted(const mpz_class& modulus) const {
    const std::size_t bits = bits_of(modulus);
    if (bits < least_bits() || bits > 8 * octets_) return std::nullopt;
    LostKey key{octets_of(modulus), octets_of(mpz_class(exponent_)), {}};
    for (const Pair& pair : pairs_)
      if (verifies(pair, exponent_, modulus)) key.made.push_back(pair.index);
    // Two values make a key; a third, made by it too, says that it is one. Without a third its size must.
    const bool exact = bits == 8 * octets_ && bits % 64 == 0;
    return key.made.size() > 2 || (key.made.size() == 2 && exact) ? std::optional(std::move(key)) : std::nullopt;
  }

  // A value is as long as its modulus (RFC 8017 section 8.2.1).
  std::size_t least_bits() const { return 8 * (octets_ - 1) + 1; }

  const std::vector<Pair>& pairs_;
  std::size_t octets_;
  unsigned long exponent_;
};

}  // namespace

std::optional<LostKey> compute_lost_key(std::span<const MadeValue> values, Exponents exponents) {
  const std::size_t octets = values.empty() ? 0 : values.front().value.size();
  if (octets < limits::kLostKeySmallestOctets || octets > limits::kLostKeyOctets) return std::nullopt;
  const std::vector<Pair> pairs = pairs_of(values);
  if (pairs.size() < 2) return std::nullopt;
  if (exponents == Exponents::kUsual) return Search(pairs, octets, kUsualExponent).first_with_any();
  for (const unsigned long exponent : kSmallExponents)
    if (auto key = Search(pairs, octets, exponent).each_pair()) return key;
  return std::nullopt;
}

std::vector<std::size_t> made_with(std::string_view modulus, std::string_view exponent, std::span<const MadeValue> values) {
  std::vector<std::size_t> out;
  const mpz_class n = number_of(modulus), e = number_of(exponent);
  if (n < 2 || !e.fits_ulong_p()) return out;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].value.size() != modulus.size()) continue;
    const Pair pair{i, number_of(values[i].value), padded(values[i].digest, modulus.size())};
    if (sgn(pair.padded) != 0 && verifies(pair, e.get_ui(), n)) out.push_back(i);
  }
  return out;
}

// Measured with GMP 6.2 on one core of 2.5 GHz: 1,024 bits 19.3 s and 142 MiB, 2,048 bits 43 s and 290 MiB.
std::uint64_t lost_key_milliseconds(std::size_t octets) { return octets * 160; }
std::uint64_t lost_key_bytes(std::size_t octets) { return octets * 1'300 * 1'024; }

}  // namespace winnow::proof
