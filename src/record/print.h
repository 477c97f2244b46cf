// The places of a text at which its print keeps digests.
#pragma once

#include <bit>
#include <cstdint>

namespace winnow::record {

// A power of two, so that the places of a short text are among those of a long one; up to seven of them in a text.
constexpr std::uint32_t print_step(std::uint32_t words) { return words < 8 ? 1 : std::bit_floor(words) / 4; }

}  // namespace winnow::record
