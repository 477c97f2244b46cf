// The fast path takes whole runs of the alphabet 32 characters at a time (AVX2 where the machine has it), the slow path what
// lies between them. tests/mail/base64_test.cc holds both against a plain implementation.
#include "mail/base64.h"

#include <array>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace winnow::mail {
namespace {

constexpr std::uint8_t kStray = 0xFF, kSpace = 0xFE, kPad = 0xFD;

constexpr std::array<std::uint8_t, 256> make_digits() {
  std::array<std::uint8_t, 256> digits{};
  for (auto& digit : digits) digit = kStray;
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < alphabet.size(); ++i) digits[static_cast<std::uint8_t>(alphabet[i])] = static_cast<std::uint8_t>(i);
  for (const char c : {' ', '\t', '\r', '\n'}) digits[static_cast<std::uint8_t>(c)] = kSpace;
  digits['='] = kPad;
  return digits;
}
constexpr auto kDigits = make_digits();

constexpr std::uint8_t digit(char c) { return kDigits[static_cast<std::uint8_t>(c)]; }

#if defined(__x86_64__)
// Every character is classified by its two halves: a class bit from the low half and one from the high half meet only where
// the character is outside the alphabet. The shift to the 6-bit value depends on the high half, '/' apart.
__attribute__((target("avx2"))) std::size_t decode_run_avx2(std::string_view text, std::uint8_t* out) {
  const __m256i low_class = _mm256_setr_epi8(0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A,
                                             0x15, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x11, 0x13, 0x1A, 0x1B, 0x1B, 0x1B, 0x1A);
  const __m256i high_class = _mm256_setr_epi8(0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10,
                                              0x10, 0x10, 0x01, 0x02, 0x04, 0x08, 0x04, 0x08, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x10);
  const __m256i shift = _mm256_setr_epi8(0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0,
                                         0, 16, 19, 4, -65, -65, -71, -71, 0, 0, 0, 0, 0, 0, 0, 0);
  const __m256i pack = _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1,
                                        2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
  const __m256i join = _mm256_setr_epi32(0, 1, 2, 4, 5, 6, -1, -1);
  const __m256i slash = _mm256_set1_epi8('/'), nibble = _mm256_set1_epi8(0x0F);
  std::size_t at = 0, written = 0;
  for (; text.size() - at >= 32; at += 32, written += 24) {
    const __m256i block = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(&text[at]));
    const __m256i high = _mm256_and_si256(_mm256_srli_epi32(block, 4), nibble);
    const __m256i low = _mm256_and_si256(block, nibble);
    if (!_mm256_testz_si256(_mm256_shuffle_epi8(low_class, low), _mm256_shuffle_epi8(high_class, high))) break;
    const __m256i is_slash = _mm256_cmpeq_epi8(block, slash);
    const __m256i digits = _mm256_add_epi8(block, _mm256_shuffle_epi8(shift, _mm256_add_epi8(is_slash, high)));
    const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi32(0x01400140));
    const __m256i groups = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00011000));
    const __m256i bytes = _mm256_permutevar8x32_epi32(_mm256_shuffle_epi8(groups, pack), join);
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(&out[written]), bytes);
  }
  return at + detail::decode_base64_run_scalar(text.substr(at), &out[written]);
}
#endif

}  // namespace

namespace detail {

std::size_t decode_base64_run_scalar(std::string_view text, std::uint8_t* out) {
  std::size_t at = 0, written = 0;
  for (; text.size() - at >= 4; at += 4, written += 3) {
    const std::uint8_t a = digit(text[at]), b = digit(text[at + 1]), c = digit(text[at + 2]), d = digit(text[at + 3]);
    if ((a | b | c | d) & 0xC0) break;
    const std::uint32_t group = std::uint32_t{a} << 18 | std::uint32_t{b} << 12 | std::uint32_t{c} << 6 | d;
    out[written] = static_cast<std::uint8_t>(group >> 16);
    out[written + 1] = static_cast<std::uint8_t>(group >> 8);
    out[written + 2] = static_cast<std::uint8_t>(group);
  }
  return at;
}

std::size_t decode_base64_run(std::string_view text, std::uint8_t* out) {
#if defined(__x86_64__)
  static const bool has_avx2 = __builtin_cpu_supports("avx2");
  if (has_avx2) return decode_run_avx2(text, out);
#endif
  return decode_base64_run_scalar(text, out);
}

}  // namespace detail

// One line at a time: a run of the alphabet, then what ends it. Lines of 76 characters hold two blocks of 32 and three
// groups; a line end costs two steps of the slow path.
std::size_t Base64Decoder::decode(std::string_view text, std::uint8_t* out) {
  std::size_t at = 0, written = 0;
  while (at < text.size()) {
    if (digits_ == 0 && !padded_) {
      const std::size_t run = detail::decode_base64_run(text.substr(at), &out[written]);
      at += run;
      written += run / 4 * 3;
      if (at < text.size() && text[at] == '\r') ++at;
      if (at < text.size() && text[at] == '\n') {
        ++at;
        continue;
      }
    }
    at += decode_group(text.substr(at), &out[written], written);
  }
  return written;
}

// Reads up to the end of one group of four and counts its bytes into `written`; returns how many characters it read.
std::size_t Base64Decoder::decode_group(std::string_view text, std::uint8_t* out, std::size_t& written) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::uint8_t value = digit(text[at]);
    if (value == kSpace) continue;
    if (value == kStray) {
      saw_stray = true;
      continue;
    }
    if (value == kPad) {
      written += finish(out);
      padded_ = true;
      return at + 1;
    }
    saw_data_after_pad = saw_data_after_pad || padded_;
    padded_ = false;
    group_ = group_ << 6 | value;
    if (++digits_ < 4) continue;
    for (std::size_t i = 0; i < 3; ++i) out[i] = static_cast<std::uint8_t>(group_ >> (16 - 8 * i));
    written += 3;
    group_ = 0;
    digits_ = 0;
    return at + 1;
  }
  return text.size();
}

std::size_t Base64Decoder::finish(std::uint8_t* out) {
  std::size_t written = 0;
  if (digits_ == 1) cut = true;
  if (digits_ >= 2) out[written++] = static_cast<std::uint8_t>(digits_ == 2 ? group_ >> 4 : group_ >> 10);
  if (digits_ == 3) out[written++] = static_cast<std::uint8_t>(group_ >> 2);
  group_ = 0;
  digits_ = 0;
  return written;
}

void decode_base64_text(std::string_view text, std::string& out) {
  Base64Decoder decoder;
  const std::size_t before = out.size();
  out.resize(before + Base64Decoder::out_size(text.size()));
  auto* to = reinterpret_cast<std::uint8_t*>(&out[before]);
  std::size_t size = decoder.decode(text, to);
  size += decoder.finish(&to[size]);
  out.resize(before + size);
}

}  // namespace winnow::mail
