#include "mend/encode.h"

#include <array>

#include "base/text.h"
#include "proof/base64.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kLongestLine = 76;

void append_escape(char c, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto octet = static_cast<unsigned char>(c);
  out += '=';
  out += kDigits[octet >> 4];
  out += kDigits[octet & 15];
}

// The line of `text` at `at`, and behind it its line end, which stays as it is.
struct Line {
  std::string_view words, end;
};
Line line_at(std::string_view text, std::size_t at) {
  const std::size_t feed = text.find('\n', at);
  if (feed == std::string_view::npos) return {text.substr(at), {}};
  const bool carriage = feed > at && text[feed - 1] == '\r';
  const std::size_t end = carriage ? feed - 1 : feed;
  return {text.substr(at, end - at), text.substr(end, feed + 1 - end)};
}

// Whether a line of `column` characters ends in front of a token of `size`, of `left` characters to come.
bool must_break(const QuotedPrintableStyle& style, std::size_t column, std::size_t size, std::size_t left) {
  if (column == 0) return false;
  switch (style.where) {
    case SoftBreak::kNone: return false;
    case SoftBreak::kPast: return column > style.width;
    case SoftBreak::kFitEscapes:
      if (size == 3) return column + size > style.width;
      return column + size > style.width && left > 1;
    default: break;
  }
  if (style.looks_ahead && column + left <= kLongestLine) return false;
  return column + size > style.width;
}

// Tokens are escapes and characters.
void append_broken(std::string_view encoded, std::string_view line_end, const QuotedPrintableStyle& style, std::string& out) {
  std::size_t line = 0;
  for (std::size_t at = 0; at < encoded.size() && encoded.size() - line > style.width;) {
    const std::size_t left = encoded.size() - at, size = encoded[at] == '=' ? std::min<std::size_t>(left, 3) : 1;
    if (must_break(style, at - line, size, left)) {
      std::size_t end = at;
      if (style.where == SoftBreak::kWord)
        if (const std::size_t blank = encoded.substr(line, at - line).rfind(' '); blank != std::string_view::npos) end = line + blank + 1;
      out.append(encoded.substr(line, end - line)).append("=").append(line_end);
      line = end;
    }
    at += size;
  }
  out.append(encoded.substr(line));
}

// A line in quoted-printable, not broken yet.
void encode_line(std::string_view words, const QuotedPrintableStyle& style, std::string& out) {
  out.clear();
  std::size_t plain = 0;       // from here on nothing was to be escaped
  for (std::size_t i = 0; i < words.size(); ++i) {
    const char c = words[i];
    const bool is_plain = (c >= 33 && c <= 126 && c != '=') || (is_blank(c) && i + 1 < words.size());
    const bool mark = i == 0 && ((style.from && words.starts_with("From ")) || (style.dots && c == '.'));
    if (is_plain && !mark) continue;
    out.append(words.substr(plain, i - plain));
    append_escape(c, out);
    plain = i + 1;
  }
  out.append(words.substr(plain));
}

std::string_view usual_line_end(std::string_view text) {
  const std::string_view end = line_at(text, 0).end;
  return end.empty() ? "\n" : end;
}

}  // namespace

std::string encode_base64(std::string_view raw, std::size_t width, std::string_view line_end) {
  const std::string whole = proof::encode_base64(raw);
  if (width == 0) return whole;
  std::string out;
  out.reserve(whole.size() + whole.size() / width * line_end.size());
  for (std::size_t at = 0; at < whole.size(); at += width) {
    if (at > 0) out += line_end;
    out.append(whole, at, width);
  }
  return out;
}

std::span<const QuotedPrintableStyle> quoted_printable_styles() {
  static constexpr std::array<QuotedPrintableStyle, 13> kStyles = {{
      {SoftBreak::kFit, 75, true},
      {SoftBreak::kFitEscapes, 75, false},
      {SoftBreak::kFit, 75, false},
      {SoftBreak::kPast, 72, false},
      {SoftBreak::kFit, 72, false},
      {SoftBreak::kFit, 73, true},
      {SoftBreak::kFit, 74, true},
      {SoftBreak::kWord, 75, true},
      {SoftBreak::kWord, 72, false},
      {SoftBreak::kNone, 0, false},
      {SoftBreak::kFit, 71, false},
      {SoftBreak::kFit, 70, false},
      {SoftBreak::kFit, 73, false},
  }};
  return kStyles;
}

std::string encode_quoted_printable(std::string_view text, const QuotedPrintableStyle& style) {
  std::string out, encoded;
  out.reserve(text.size() + text.size() / 8);
  const std::string_view usual = usual_line_end(text);
  for (std::size_t at = 0; at < text.size();) {
    const Line line = line_at(text, at);
    encode_line(line.words, style, encoded);
    append_broken(encoded, usual, style, out);
    out += line.end;
    at += line.words.size() + line.end.size();
  }
  return out;
}

std::string rebreak_quoted_printable(std::string_view encoded, const QuotedPrintableStyle& style) {
  std::string out, joined;
  const std::string_view usual = usual_line_end(encoded);
  for (std::size_t at = 0; at < encoded.size();) {
    Line line = line_at(encoded, at);
    at += line.words.size() + line.end.size();
    while (!line.words.empty() && is_blank(line.words.back())) line.words.remove_suffix(1);   // no blank ends a line of an encoder
    if (line.words.ends_with('=')) {
      joined.append(line.words.substr(0, line.words.size() - 1));
      if (at < encoded.size()) continue;
      line.end = {};
    } else {
      joined.append(line.words);
    }
    append_broken(joined, usual, style, out);
    out += line.end;
    joined.clear();
  }
  return out;
}

}  // namespace winnow::mend
