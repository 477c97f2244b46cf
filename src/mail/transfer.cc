#include "mail/transfer.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/text.h"
#include "mail/base64.h"
#include "mail/line.h"
#include "mail/output.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kBase64Block = 32 * 1024;  // characters decoded at a time: in and out stay in the first cache

constexpr std::array<std::int8_t, 256> kHexDigits = [] {
  std::array<std::int8_t, 256> digits{};
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const char c = to_lower(static_cast<char>(i));
    digits[i] = static_cast<std::int8_t>(is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
  }
  return digits;
}();

// The first '=' from `at` on: escapes stand so close in most languages that a call to find the next costs more than the look.
std::size_t next_escape(std::string_view line, std::size_t at) {
#if defined(__SSE2__)
  for (; line.size() - at >= 16; at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&line[at]));
    const auto mask = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8('='))));
    if (mask != 0) return at + static_cast<std::size_t>(std::countr_zero(mask));
  }
#endif
  while (at < line.size() && line[at] != '=') ++at;
  return at;
}

// Decodes the inside of one line: no line end, no trailing white space, no soft break.
void decode_quoted_line(std::string_view line, Output& out, Notes& notes) {
  std::size_t plain = 0;
  for (std::size_t at = next_escape(line, 0); at < line.size(); at = next_escape(line, at)) {
    const int high = line.size() - at > 2 ? kHexDigits[static_cast<unsigned char>(line[at + 1])] : -1;
    const int low = high >= 0 ? kHexDigits[static_cast<unsigned char>(line[at + 2])] : -1;
    if (low < 0) {  // RFC 2045 section 6.7: show it as it is
      notes.add("mime.quoted-printable-stray");
      ++at;
      continue;
    }
    out.append_short(line.substr(plain, at - plain));
    out.append(static_cast<char>(high * 16 + low));
    plain = at += 3;
  }
  out.append_short(line.substr(plain));
}

int uu_value(char c) { return (static_cast<unsigned char>(c) - ' ') & 0x3F; }

// One data line: a length, then groups of four characters for three bytes. Missing characters count as blanks, which
// mail servers strip from line ends.
void decode_uu_line(std::string_view line, Output& out, Notes& notes) {
  const auto length = static_cast<std::size_t>(uu_value(line[0]));
  const std::size_t needed = (length + 2) / 3 * 4;
  if (line.size() - 1 < needed) notes.add("mime.uuencode-short-line");
  const auto value = [&](std::size_t i) { return i < line.size() ? static_cast<unsigned>(uu_value(line[i])) : 0u; };
  std::size_t written = 0;
  for (std::size_t i = 1; written < length; i += 4) {
    const unsigned group = value(i) << 18 | value(i + 1) << 12 | value(i + 2) << 6 | value(i + 3);
    for (int shift = 16; shift >= 0 && written < length; shift -= 8, ++written) out.append(static_cast<char>(group >> shift & 0xFF));
  }
}

class Base64Run {
 public:
  explicit Base64Run(Output& out) : out_(out) {}
  void decode(std::string_view text) {
    for (std::size_t at = 0; at < text.size() && !out_.stopped(); at += kBase64Block) give(decoder_.decode(text.substr(at, kBase64Block), block_.data()));
  }
  void finish(Notes& notes) {
    give(decoder_.finish(block_.data()));
    if (decoder_.saw_stray) notes.add("mime.base64-stray");
    if (decoder_.saw_data_after_pad) notes.add("mime.base64-after-padding");
    if (decoder_.cut) notes.add("mime.base64-cut");
  }
  int pending() const { return decoder_.pending(); }

 private:
  void give(std::size_t size) { out_.append(std::string_view(reinterpret_cast<const char*>(block_.data()), size)); }
  Output& out_;
  Base64Decoder decoder_;
  std::array<std::uint8_t, Base64Decoder::out_size(kBase64Block)> block_;
};

// What stands behind padding that ended its group properly: mailing lists put their plain footer there, gateways a second
// encoding. Only the latter is of the alphabet throughout.
bool is_plain_text(std::string_view behind) {
  const auto in_alphabet = [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '/' || c == '=' || is_blank(c) || c == '\r' || c == '\n'; };
  return !std::all_of(behind.begin(), behind.end(), in_alphabet);
}

}  // namespace

void decode_quoted_printable(std::string_view text, Output& out, Notes& notes) {
  std::size_t at = 0;
  while (at < text.size() && !out.stopped()) {
    const Line line = line_at(text, at, '\n');
    at = line.end;
    std::string_view content = text.substr(line.begin, line.content_end - line.begin);
    // White space at the end of a line was added on the way (RFC 2045 section 6.7 rule 3).
    std::size_t size = content.size();
    while (size > 0 && is_blank(content[size - 1])) --size;
    content = content.substr(0, size);
    const bool soft_break = content.ends_with('=');
    if (soft_break) content.remove_suffix(1);
    decode_quoted_line(content, out, notes);
    if (!soft_break) out.append(text.substr(line.content_end, line.end - line.content_end));
  }
}

void decode_uuencode(std::string_view text, Output& out, Notes& notes) {
  bool inside = false, found = false;
  for (std::size_t at = 0; at < text.size() && !out.stopped();) {
    const Line line = line_at(text, at, '\n');
    at = line.end;
    const std::string_view content = text.substr(line.begin, line.content_end - line.begin);
    if (!inside) {
      inside = content.starts_with("begin ");
      found = found || inside;
    } else if (content == "end") {
      inside = false;
    } else if (!content.empty()) {
      decode_uu_line(content, out, notes);
    }
  }
  if (!found) notes.add("mime.uuencode-no-begin");
  else if (inside) notes.add("mime.uuencode-no-end");
}

void decode_base64(std::string_view text, Output& out, Notes& notes) {
  Base64Run run(out);
  const std::size_t pad = std::min(text.find('='), text.size());
  run.decode(text.substr(0, pad));
  std::size_t behind = pad;
  while (behind < text.size() && text[behind] == '=') ++behind;
  const auto pads = static_cast<int>(std::min<std::size_t>(behind - pad, 3));
  if (pads > 0 && run.pending() + pads == 4 && is_plain_text(text.substr(behind))) {
    notes.add("mime.base64-text-behind");
  } else {
    run.decode(text.substr(pad));
  }
  run.finish(notes);
}

}  // namespace winnow::mail
