#include "base/crc32.h"

#include <array>

namespace winnow {
namespace {

constexpr std::array<std::uint32_t, 256> make_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t row = i;
    for (int bit = 0; bit < 8; ++bit) row = (row & 1) != 0 ? row >> 1 ^ 0xEDB88320U : row >> 1;
    table[i] = row;
  }
  return table;
}
constexpr auto kTable = make_table();

}  // namespace

std::uint32_t crc32_update(std::uint32_t state, Bytes bytes) {
  for (const std::byte byte : bytes) state = kTable[(state ^ std::to_integer<std::uint32_t>(byte)) & 0xFF] ^ state >> 8;
  return state;
}

}  // namespace winnow
