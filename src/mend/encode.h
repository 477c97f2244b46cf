// Transfer encodings as mail programs write them, by rule: what was decoded is written again as another program would have.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace winnow::mend {

// RFC 2045 section 6.8: lines of `width` characters (0: one line); no line end behind the last one.
std::string encode_base64(std::string_view raw, std::size_t width, std::string_view line_end);

// Where a program breaks the lines of quoted-printable text. A line is filled with characters and escapes, one token each.
enum class SoftBreak : std::uint8_t {
  kNone,         // nowhere
  kFit,          // before a token that would reach beyond `width`
  kFitEscapes,   // so too, but an escape breaks the line already where nothing could follow it
  kPast,         // before the first token behind `width`
  kWord,         // behind the last blank that fits, else as kFit
};

struct QuotedPrintableStyle {
  SoftBreak where = SoftBreak::kFit;
  std::size_t width = 75;          // characters in front of the "=" of a soft break
  bool looks_ahead = true;         // a rest of the line that fits into 76 is not broken
  bool from = false;               // "From " at the start of a line is escaped
  bool dots = false;               // "." at the start of a line is escaped
};
// The common ones, the likely first.
std::span<const QuotedPrintableStyle> quoted_printable_styles();

// RFC 2045 section 6.7. Line ends of `text` are kept as they stand; a blank at the end of a line is escaped.
std::string encode_quoted_printable(std::string_view text, const QuotedPrintableStyle& style);
// Text that is quoted-printable, with its soft line breaks in other places and every escape as it is.
std::string rebreak_quoted_printable(std::string_view encoded, const QuotedPrintableStyle& style);

}  // namespace winnow::mend
