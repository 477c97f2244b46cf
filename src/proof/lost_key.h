// An RSA key that no archive holds, computed from signatures that it made (docs/checks/key.computed.md).
//
// PKCS#1 v1.5 signing has no chance in it (RFC 8017 section 8.2.1): s^e = EM (mod n), where EM is the padded digest. So n
// divides s^e - EM for every signature of which the digest is known, and the greatest common divisor of two such numbers is
// n, up to a small factor. A wrong digest yields nothing: that a key comes out proves that its holder made these values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::proof {

// A signature value (b=, decoded) and what it signs if its header is as it was: 20 octets of SHA-1, or 32 of SHA-256.
struct MadeValue {
  std::string value, digest;
};

struct LostKey {
  std::string modulus, exponent;       // big endian, without leading zeros
  std::vector<std::size_t> made;       // indexes of the values that it verifies
};

// The exponents that keys have. Numbers grow with them: 3 and 17 take milliseconds, 65537 takes many seconds.
enum class Exponents : std::uint8_t { kSmall, kUsual };

// Of the values that are as long as the first one, those that follow it first are worked with, best first
// (limits::kLostKeyAtOnce), and all take part in the trial of what comes out. A modulus verifies a value that was not needed
// to compute it, or with two values alone is of the exact size that keys have. nullopt: the values have no common key, or
// more than one of them signs something else now. Numbers may be hostile: work and memory are bounded by their size, which
// is bounded in base/lost_key_limits.h.
std::optional<LostKey> compute_lost_key(std::span<const MadeValue> values, Exponents exponents);

// Which values an RSA key verifies.
std::vector<std::size_t> made_with(std::string_view modulus, std::string_view exponent, std::span<const MadeValue> values);

// What an attempt with Exponents::kUsual costs, as measured: milliseconds of one core, and bytes. By this a budget is spent,
// and not by a clock, so that a dump gives the same case on any machine.
std::uint64_t lost_key_milliseconds(std::size_t octets);
std::uint64_t lost_key_bytes(std::size_t octets);

}  // namespace winnow::proof
