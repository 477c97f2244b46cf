// docs/clocks/thread-index.md
#include <string>

#include "clocks/decoders.h"
#include "clocks/moment.h"
#include "mail/base64.h"

namespace winnow::clocks {
namespace {

constexpr std::size_t kHead = 22, kChild = 5;

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char c : bytes) value = value << 8 | static_cast<unsigned char>(c);
  return value;
}

}  // namespace

// The head names when the thread began, each block of five bytes behind it when a reply was made. Outlook writes the upper 48
// bits of a FILETIME into the head (its text begins "Ad"), Exchange a byte 1 and the upper 40 bits ("AQ"). Behind an Outlook head a
// block holds how long after the one before it was made: a bit for the unit, 31 bits of units of 2^18 or 2^23 times 100 ns. How
// Exchange writes blocks is not known; they are left unread.
void decode_thread_index(std::string_view text, std::vector<Moment>& out) {
  std::string bytes;
  mail::decode_base64_text(text, bytes);
  if (bytes.size() < kHead || (bytes.size() - kHead) % kChild != 0) return;
  const bool is_exchange = bytes[0] == 1 && bytes[1] == 1;
  if (is_exchange) {
    add(out, micros_of_filetime(big_endian(std::string_view(bytes).substr(1, 5)) << 24), (std::int64_t{1} << 24) / 10);
    return;
  }
  std::uint64_t filetime = big_endian(std::string_view(bytes).substr(0, 6)) << 16;
  if (!add(out, micros_of_filetime(filetime), (std::int64_t{1} << 16) / 10)) return;
  std::int64_t precision = 0;
  for (std::size_t at = kHead; at + kChild <= bytes.size(); at += kChild) {
    const std::uint64_t block = big_endian(std::string_view(bytes).substr(at, 4));
    const int unit = block >> 31 ? 23 : 18;
    filetime += (block & 0x7FFF'FFFF) << unit;
    precision += (std::int64_t{1} << unit) / 10;
    if (!add(out, micros_of_filetime(filetime), precision)) return;
  }
}

}  // namespace winnow::clocks
