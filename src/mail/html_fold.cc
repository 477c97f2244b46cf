// Single blanks between words stay as they are, so runs up to the next place that changes are copied at once, found 16 bytes at
// a time. tests/mail/html_test.cc holds this against a plain implementation.
#include "mail/html_fold.h"

#include <bit>
#include <cstddef>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace winnow::mail {
namespace {

#if defined(__SSE2__)
__m128i load(std::string_view text, std::size_t at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(&text[at])); }

__m128i spaces_in(__m128i bytes) {
  const __m128i tabs_feeds = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\t')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\f')));
  const __m128i line_ends = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')));
  return _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(' ')), _mm_or_si128(tabs_feeds, line_ends));
}
#endif

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; }

// The first place behind `word`, which is no white space, that does not stay as it is: white space that is no blank, or that
// stands behind white space. The size of the text when there is none.
std::size_t next_change(std::string_view text, std::size_t word) {
  std::size_t at = word + 1;
#if defined(__SSE2__)
  for (; text.size() - at >= 16; at += 16) {
    const __m128i here = load(text, at), spaces = spaces_in(here);
    const __m128i blanks = _mm_cmpeq_epi8(here, _mm_set1_epi8(' '));
    const __m128i stay = _mm_andnot_si128(spaces_in(load(text, at - 1)), blanks);   // a blank behind what is no white space
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_andnot_si128(stay, spaces)));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
#endif
  for (; at < text.size(); ++at)
    if (is_space(text[at]) && (text[at] != ' ' || is_space(text[at - 1]))) return at;
  return text.size();
}

}  // namespace

void append_folded(std::string& out, std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (!is_space(text[at])) {
      const std::size_t end = next_change(text, at);
      out.append(text.substr(at, end - at));
      at = end;
      continue;
    }
    while (at < text.size() && is_space(text[at])) ++at;
    if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
  }
}

}  // namespace winnow::mail
