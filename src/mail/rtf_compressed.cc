// LZFu: what Outlook packs its rich text with (MS-OXRTFCP section 2.1).
#include <array>
#include <cstdint>

#include "base/crc32.h"
#include "base/cursor.h"
#include "mail/rtf.h"

namespace winnow::mail {
namespace {

constexpr std::uint32_t kPacked = 0x75465A4C, kStored = 0x414C454D;   // "LZFu", "MELA"
constexpr std::size_t kWindowBytes = 4096, kHeaderBytes = 16, kSizeFieldBytes = 4;

// Section 2.1.2.1: the window before the first byte, so that the usual beginning of an RTF costs nothing.
constexpr std::string_view kBeginning =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
static_assert(kBeginning.size() == 207);

class Window {
 public:
  Window() { for (const char c : kBeginning) put(c); }
  void put(char c) { bytes_[at_++ % kWindowBytes] = c; }
  char get(std::size_t at) const { return bytes_[at % kWindowBytes]; }
  std::size_t next() const { return at_ % kWindowBytes; }

 private:
  std::array<char, kWindowBytes> bytes_{};
  std::size_t at_ = 0;
};

// Section 2.2.2; the checksum (section 3.1.3.2) is a CRC-32 without inversions. False where the run ends before its end mark.
bool unpack(Bytes run, std::size_t limit, std::string& out) {
  Window window;
  Cursor in(run);
  while (!in.at_end()) {
    const unsigned control = in.u8();
    for (unsigned bit = 0; bit < 8 && !in.at_end(); ++bit) {
      if ((control >> bit & 1) == 0) {
        if (out.size() == limit) return false;
        out += static_cast<char>(in.u8());
        window.put(out.back());
        continue;
      }
      const unsigned high = in.u8(), low = in.u8();
      if (in.failed()) return false;
      const std::size_t from = high << 4 | low >> 4;
      if (from == window.next()) return true;
      for (std::size_t i = 0; i < (low & 0xF) + 2; ++i) {
        if (out.size() == limit) return false;
        out += window.get(from + i);
        window.put(out.back());
      }
    }
  }
  return false;
}

}  // namespace

std::string unpack_rtf(Bytes packed, std::size_t limit, Notes& notes) {
  Cursor in(packed);
  const std::uint32_t size = in.u32le(), raw_size = in.u32le(), kind = in.u32le(), sum = in.u32le();
  std::string out;
  bool right = !in.failed() && size >= kHeaderBytes - kSizeFieldBytes && size <= packed.size() - kSizeFieldBytes;
  if (!in.failed()) {
    const Bytes run = in.take(right ? size - (kHeaderBytes - kSizeFieldBytes) : in.left());
    if (kind == kStored) out = as_text(run.first(std::min<std::size_t>({run.size(), raw_size, limit})));
    else if (kind == kPacked) right &= unpack(run, limit, out) && crc32_update(0, run) == sum;
    else right = false;
  }
  if (!right || out.size() != raw_size) notes.add("tnef.rtf-damaged");
  return out;
}

}  // namespace winnow::mail
