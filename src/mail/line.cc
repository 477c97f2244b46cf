// Line ends are counted and delimiter candidates found 16 bytes at a time: both look at every byte of a dump.
#include "mail/line.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace winnow::mail {
namespace {

constexpr std::size_t kLineOctets = 998;  // RFC 5322 section 2.1.1, without the line end

void count_byte(LineCensus& census, std::string_view text, std::size_t at) {
  const char c = text[at];
  census.lf += c == '\n';
  census.cr += c == '\r';
  census.nul += c == '\0';
  census.crlf += c == '\n' && at > 0 && text[at - 1] == '\r';
}

#if defined(__SSE2__)
inline __m128i load(const char* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

// Counts the lanes that are all ones, over many blocks: sixteen counters of one byte, added up before one can run over.
class LaneCount {
 public:
  void add(__m128i mask) { lanes_ = _mm_sub_epi8(lanes_, mask); }
  std::size_t total() const {
    const __m128i sums = _mm_sad_epu8(lanes_, _mm_setzero_si128());
    return static_cast<std::size_t>(_mm_cvtsi128_si64(sums)) + static_cast<std::size_t>(_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
  }

 private:
  __m128i lanes_ = _mm_setzero_si128();
};
constexpr std::size_t kLaneBlocks = 255;
#endif

// Hops from line end to line end in steps of up to a whole allowed line, so that short lines are never looked at twice.
bool has_long_line(std::string_view text) {
  std::size_t begin = 0;
  while (text.size() - begin > kLineOctets) {
    // The content may have kLineOctets bytes, then CR LF.
    const std::size_t window = std::min(kLineOctets + 2, text.size() - begin);
    const void* last = memrchr(text.data() + begin, '\n', window);
    if (last == nullptr) return window > kLineOctets + 1 || text[begin + window - 1] != '\r';
    const auto at = static_cast<std::size_t>(static_cast<const char*>(last) - text.data());
    if (at - begin > kLineOctets && text.find('\n', begin) == at && text[at - 1] != '\r') return true;
    begin = at + 1;
  }
  return false;
}

}  // namespace

LineCensus take_census(std::string_view text) {
  LineCensus census;
  std::size_t at = 0;
#if defined(__SSE2__)
  if (!text.empty()) count_byte(census, text, at++);
  const __m128i lf = _mm_set1_epi8('\n'), cr = _mm_set1_epi8('\r'), nul = _mm_setzero_si128();
  while (text.size() - at >= 16) {
    LaneCount feeds, returns, nuls, pairs;
    for (std::size_t blocks = std::min((text.size() - at) / 16, kLaneBlocks); blocks > 0; --blocks, at += 16) {
      const __m128i block = load(&text[at]);
      const __m128i is_lf = _mm_cmpeq_epi8(block, lf);
      feeds.add(is_lf);
      returns.add(_mm_cmpeq_epi8(block, cr));
      nuls.add(_mm_cmpeq_epi8(block, nul));
      pairs.add(_mm_and_si128(is_lf, _mm_cmpeq_epi8(load(&text[at - 1]), cr)));
    }
    census.lf += feeds.total();
    census.cr += returns.total();
    census.nul += nuls.total();
    census.crlf += pairs.total();
  }
#endif
  for (; at < text.size(); ++at) count_byte(census, text, at);
  census.over_998 = has_long_line(text);
  return census;
}

std::size_t find_dashed_line(std::string_view text, std::size_t from, char terminator) {
  // A candidate at `from` itself counts when a line starts there.
  std::size_t at = from == 0 ? 0 : from - 1;
  if (from == 0 && text.substr(0, 2) == "--") return 0;
#if defined(__SSE2__)
  const __m128i end = _mm_set1_epi8(terminator), dash = _mm_set1_epi8('-');
  while (text.size() - at >= 18) {
    const __m128i hit = _mm_and_si128(_mm_and_si128(_mm_cmpeq_epi8(load(&text[at]), end), _mm_cmpeq_epi8(load(&text[at + 1]), dash)),
                                      _mm_cmpeq_epi8(load(&text[at + 2]), dash));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(hit));
    if (mask != 0) return at + static_cast<unsigned>(std::countr_zero(mask)) + 1;
    at += 16;
  }
#endif
  for (; at < text.size() && text.size() - at >= 3; ++at)
    if (text[at] == terminator && text[at + 1] == '-' && text[at + 2] == '-') return at + 1;
  return std::string_view::npos;
}

}  // namespace winnow::mail
