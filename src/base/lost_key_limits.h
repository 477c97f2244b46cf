// Bounds on computing keys from signatures (docs/checks/key.computed.md), beside those of limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace winnow::limits {

inline constexpr std::size_t kKeptValueOctets = 512;              // of a signature without a key that is kept: 4,096 bits
inline constexpr std::size_t kLostKeyNames = 20'000;              // keyless domain and selector pairs looked at in one dump
inline constexpr std::size_t kLostKeyValues = 8;                  // signatures kept of each
inline constexpr std::size_t kLostKeyOctets = 256;                // of a modulus computed with the exponent 65537: memory and time
                                                                  // grow with it (2,048 bits: 270 MiB and half a minute)
inline constexpr std::size_t kLostKeySmallestOctets = 48;         // of any modulus
inline constexpr std::size_t kLostKeyAtOnce = 3;                  // values in one attempt
inline constexpr std::size_t kLostKeyAttempts = 2;                // for one name, each with other values
inline constexpr std::uint64_t kLostKeyMemory = 400ULL * 1024 * 1024;   // for all attempts that run at one time
inline constexpr std::size_t kLostKeyTried = 64;                  // known keys tried on the signatures of one name
inline constexpr std::uint64_t kLostKeySecondsMost = 10'000'000;  // --compute-keys

}  // namespace winnow::limits
