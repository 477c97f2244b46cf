#include <algorithm>

#include "base/text.h"
#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

constexpr std::size_t kBlock = 512;
constexpr std::size_t kChecksumAt = 148;
constexpr std::size_t kChecksumSize = 8;

// An octal number of a tar header, NUL or blank behind it; -1 for anything else.
long octal(std::string_view field) {
  while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
  long value = 0;
  std::size_t digits = 0;
  while (digits < field.size() && field[digits] >= '0' && field[digits] <= '7') value = value * 8 + (field[digits++] - '0');
  if (digits == 0) return -1;
  const auto rest = field.substr(digits);
  return std::all_of(rest.begin(), rest.end(), [](char c) { return c == '\0' || c == ' '; }) ? value : -1;
}

}  // namespace

// POSIX ustar, and the older form without its magic: the sum of all bytes of the block, its own field taken as blanks.
bool is_tar(std::string_view head) {
  if (head.size() < kBlock || head[0] == '\0') return false;
  const auto claimed = octal(head.substr(kChecksumAt, kChecksumSize));
  if (claimed <= 0) return false;
  long plain = 0;
  long with_signs = 0;  // some old programs summed signed characters
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksumAt && i < kChecksumAt + kChecksumSize;
    const char c = own ? ' ' : head[i];
    plain += static_cast<unsigned char>(c);
    with_signs += static_cast<signed char>(c);
  }
  return claimed == plain || claimed == with_signs;
}

}  // namespace winnow::box
