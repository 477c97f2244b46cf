// Line ends are counted and delimiter candidates found 16 bytes at a time: both look at every byte of a dump.
#include "mail/line.h"

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
inline unsigned ones(__m128i mask) { return static_cast<unsigned>(std::popcount(static_cast<unsigned>(_mm_movemask_epi8(mask)))); }
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
  for (; text.size() - at >= 16; at += 16) {
    const __m128i block = load(&text[at]);
    const __m128i is_lf = _mm_cmpeq_epi8(block, lf), is_cr = _mm_cmpeq_epi8(block, cr), is_nul = _mm_cmpeq_epi8(block, nul);
    if (_mm_movemask_epi8(_mm_or_si128(is_lf, _mm_or_si128(is_cr, is_nul))) == 0) continue;
    census.lf += ones(is_lf);
    census.cr += ones(is_cr);
    census.nul += ones(is_nul);
    census.crlf += ones(_mm_and_si128(is_lf, _mm_cmpeq_epi8(load(&text[at - 1]), cr)));
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
