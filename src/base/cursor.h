// Reads numbers and runs of bytes from a buffer, never past its end.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/bytes.h"

namespace winnow {

// A read that asks for more than there is gives zero (or what is left), and leaves the cursor failed and at the end: a parser
// asks once, behind a group of reads, whether all of them were inside.
class Cursor {
 public:
  explicit Cursor(Bytes bytes) : bytes_(bytes) {}

  bool failed() const { return failed_; }
  bool at_end() const { return at_ == bytes_.size(); }
  std::uint64_t position() const { return at_; }
  std::uint64_t left() const { return bytes_.size() - at_; }

  Bytes take(std::uint64_t count) {
    failed_ |= count > left();
    const Bytes taken = bytes_.subspan(at_, static_cast<std::size_t>(std::min(count, left())));
    at_ = failed_ ? bytes_.size() : at_ + taken.size();
    return taken;
  }
  std::uint8_t u8() { return static_cast<std::uint8_t>(little(1)); }
  std::uint16_t u16le() { return static_cast<std::uint16_t>(little(2)); }
  std::uint32_t u32le() { return static_cast<std::uint32_t>(little(4)); }
  std::uint64_t u64le() { return little(8); }

 private:
  std::uint64_t little(std::uint64_t count) {
    if (count > left()) return take(count), 0;
    std::uint64_t value = 0;
    const Bytes taken = take(count);
    for (std::size_t i = taken.size(); i-- > 0;) value = value << 8 | std::to_integer<std::uint64_t>(taken[i]);
    return value;
  }

  Bytes bytes_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

}  // namespace winnow
