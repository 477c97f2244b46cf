// Raw bytes, text views and byte ranges. Everything in winnow that reads an input speaks in these.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace winnow {

// Raw data whose meaning is not settled yet. Never owns.
using Bytes = std::span<const std::byte>;

inline Bytes as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}
// The same bytes seen as text; no charset is implied.
inline std::string_view as_text(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// A half-open byte range [begin, end) within the bytes of one item (for a message: from its first header byte,
// behind the mbox `From ` line).
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t size() const { return end - begin; }
  bool empty() const { return begin >= end; }
  friend bool operator==(const Range&, const Range&) = default;
};

}  // namespace winnow
