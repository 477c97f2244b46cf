// Reading and writing at an offset of a descriptor, past signals and short counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/bytes.h"
#include "base/result.h"

namespace winnow::run {

// Fills `into` from `offset` on; fewer bytes only at the end of the file. Errors: kIo.
Result<std::size_t> read_at(int fd, std::uint64_t offset, std::span<std::byte> into);
// Writes all of `bytes`. Errors: kIo.
Result<void> write_at(int fd, std::uint64_t offset, Bytes bytes);

}  // namespace winnow::run
