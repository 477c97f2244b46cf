// CRC-32 (polynomial 0xEDB88320, reflected).
#pragma once

#include <cstdint>

#include "base/bytes.h"

namespace winnow {

// The register after `bytes`, without the inversions before and behind: those are the caller's.
std::uint32_t crc32_update(std::uint32_t state, Bytes bytes);

}  // namespace winnow
