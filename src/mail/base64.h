// Base64 as mail holds it (RFC 2045 section 6.8): lines, stray bytes, padding in the middle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace winnow::mail {

// Decodes a stream that comes in pieces. Bytes outside the alphabet are skipped, as RFC 2045 asks; padding ends a group of
// four, and what follows begins a new one.
class Base64Decoder {
 public:
  // What was odd so far.
  bool saw_stray = false;           // bytes that are neither alphabet nor white space
  bool saw_data_after_pad = false;  // two encodings one behind the other
  bool cut = false;                 // the last group was not whole

  // Writes the decoded bytes of `text` to `out`, which has room for out_size(text.size()) bytes; returns how many.
  std::size_t decode(std::string_view text, std::uint8_t* out);
  // Characters of a group that is not whole yet, 0 to 3.
  int pending() const { return digits_; }
  // Writes up to 2 bytes of a last group that lacks its padding.
  std::size_t finish(std::uint8_t* out);
  static constexpr std::size_t out_size(std::size_t text_size) { return text_size / 4 * 3 + 6 + kSlack; }
  static constexpr std::size_t kSlack = 32;  // the vector path writes whole registers

 private:
  std::size_t decode_group(std::string_view text, std::uint8_t* out, std::size_t& written);
  std::uint32_t group_ = 0;
  int digits_ = 0;
  bool padded_ = false;
};

// Appends the decoded bytes of a short text, an unfinished last group included.
void decode_base64_text(std::string_view text, std::string& out);

namespace detail {
// Decodes whole groups of four from the front of `text` while all are of the alphabet. Returns how many characters were
// read; 3 bytes were written for each 4. Writes up to kSlack bytes beyond.
std::size_t decode_base64_run(std::string_view text, std::uint8_t* out);
std::size_t decode_base64_run_scalar(std::string_view text, std::uint8_t* out);
}  // namespace detail

}  // namespace winnow::mail
