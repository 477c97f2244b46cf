#include "check/two_readings.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace winnow::check {
namespace {

using mail::Part;

std::string_view bytes_of(const mail::Message& message, Range range) { return as_text(message.bytes).substr(range.begin, range.size()); }

std::string_view without_line_end(std::string_view line) {
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Calls `see` with each line of `text`, without its line end, until it returns true; whether it did.
template <typename See>
bool any_line(std::string_view text, See see) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
    if (see(without_line_end(text.substr(at, end - at)))) return true;
    at = end;
  }
  return false;
}

bool has_white_line(std::string_view header) {
  return any_line(header, [](std::string_view line) { return !line.empty() && trim(line).empty(); });
}

// Two fields that decide how the part is read: programs differ in which of them they take.
bool has_two_of_a_kind(const Part& part) {
  const auto twice = [&](std::string_view name) {
    return std::count_if(part.fields.begin(), part.fields.end(), [&](const mail::Field& f) { return iequals(f.name, name); }) > 1;
  };
  return twice("content-type") || twice("content-transfer-encoding") || twice("content-disposition");
}

bool has_exact_delimiters(const mail::Message& message, const Part& part) {
  const std::string opening = "--" + part.boundary;
  return std::all_of(part.delimiters.begin(), part.delimiters.end(), [&](const Range& range) {
    const std::string_view line = without_line_end(bytes_of(message, range));
    return line == opening || line == opening + "--";
  });
}

bool has_two_line_ends(const mail::Message& message) {
  // The parser counted them: only a message that mixes them is looked at again.
  if (std::find(message.notes.begin(), message.notes.end(), "mime.mixed-line-ends") == message.notes.end()) return false;
  const std::string_view body = bytes_of(message, message.body);
  bool with_return = false, without = false;
  for (std::size_t at = body.find('\n'); at != std::string_view::npos && !(with_return && without); at = body.find('\n', at + 1))
    (at > 0 && body[at - 1] == '\r' ? with_return : without) = true;
  return with_return && without;
}

const mail::Field* content_type(const mail::Message& message, std::size_t index) {
  if (index == 0) return message.find("Content-Type");
  for (const mail::Field& field : message.parts[index].fields)
    if (iequals(field.name, "content-type")) return &field;
  return nullptr;
}

constexpr std::size_t kWidestGap = 200;   // blanks in a row; two lines of a wide screen, and more than any table is indented

// "begin", the mode in three octal digits (or four with a zero), a name; then data.
bool holds_uuencode(std::string_view text) {
  constexpr std::string_view kBegin = "\nbegin ";
  const auto begins = [](std::string_view behind) {
    const std::size_t digits = std::min(behind.find_first_not_of("01234567"), behind.size());
    return (digits == 3 || (digits == 4 && behind[0] == '0')) && digits < behind.size() && is_blank(behind[digits]);
  };
  if (text.starts_with(kBegin.substr(1)) && begins(text.substr(kBegin.size() - 1, 5))) return true;
  for (std::size_t at = text.find(kBegin); at != std::string_view::npos; at = text.find(kBegin, at + 1))
    if (begins(text.substr(at + kBegin.size(), 5))) return true;
  return false;
}

// A run of kWidestGap or more of the characters of `white`, with something behind it that is not of `ends`. A run of that
// length covers one of the places looked at.
bool has_gap(std::string_view text, std::string_view white, std::string_view ends) {
  for (std::size_t at = kWidestGap - 1; at < text.size(); at += kWidestGap) {
    if (white.find(text[at]) == std::string_view::npos) continue;
    const std::size_t before = text.find_last_not_of(white, at), behind = text.find_first_not_of(white, at);
    if (behind == std::string_view::npos) return false;
    const bool wide = behind - (before == std::string_view::npos ? 0 : before + 1) >= kWidestGap;
    if (wide && ends.find(text[behind]) == std::string_view::npos) return true;
    at = behind;
  }
  return false;
}
bool has_wide_line(std::string_view text) { return has_gap(text, " \t", "\r\n"); }

// Byte by byte: escapes stand so dense in many texts that a search for each costs more.
bool has_blank_behind_soft_end(std::string_view text) {
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] != '=' || !is_blank(text[at + 1])) continue;
    const std::size_t behind = text.find_first_not_of(" \t", at + 1);
    if (behind == std::string_view::npos) return false;
    if (text[behind] == '\r' || text[behind] == '\n') return true;
  }
  return false;
}

// HTML folds blanks unless it says otherwise.
bool keeps_blanks(std::string_view html) {
  const std::string low = lower(html);
  return low.find("<pre") != std::string::npos || low.find("white-space") != std::string::npos;
}

// The last character of `line` in UTF-8, or its last byte.
std::string_view last_sign(std::string_view line) {
  std::size_t at = line.size() - 1;
  while (at > 0 && line.size() - at < 4 && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) --at;
  return line.substr(at);
}

// The sign at the begin of `text` belongs to a script that writes blanks between words.
bool separates_words(std::string_view text, std::string_view charset) {
  constexpr char32_t kFirstOfEastAsia = 0x2E80;
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return first > ' ';
  for (const std::string_view other : {"iso-8859-", "windows-125", "koi8"})
    if (charset.starts_with(other)) return true;
  std::size_t at = 0;
  return next_code_point(text, at) < kFirstOfEastAsia;   // U+FFFD, for what is no UTF-8, is beyond
}

}  // namespace

// Two readings of one Content-Type: parameters that occur twice, in plain and in RFC 2231 form, or with a broken quote.
bool reads_in_two_ways(std::string_view content_type) {
  const std::string text = lower(content_type);
  for (const std::string_view parameter : {"boundary", "charset"}) {
    std::size_t count = 0;
    for (std::size_t at = text.find(parameter); at != std::string::npos; at = text.find(parameter, at + 1)) {
      const std::string_view behind = trim(std::string_view(text).substr(at + parameter.size()));
      const char before = at == 0 ? ';' : text[at - 1];
      const bool starts = before == ';' || is_blank(before) || before == '\n' || before == '\r' || before == '"';
      if (starts && (behind.starts_with('=') || behind.starts_with('*'))) ++count;
    }
    if (count > 1) return true;
  }
  return std::count(text.begin(), text.end(), '"') % 2 != 0;
}

bool has_two_structures(const mail::Message& message, bool relaxed) {
  if (message.parts.empty() || !(message.parts.front().is_multipart() || message.parts.front().is_message())) return false;
  if (has_two_line_ends(message)) return true;
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const Part& part = message.parts[i];
    if (i > 0 && (has_white_line(bytes_of(message, part.header)) || has_two_of_a_kind(part))) return true;
    if (!part.is_multipart()) continue;
    if (relaxed && part.boundary.find_first_of(" \t") != std::string::npos) return true;
    if (!has_exact_delimiters(message, part)) return true;
  }
  return false;
}

bool data_lies_in_blanks(const mail::Message& message) {
  return std::any_of(message.parts.begin(), message.parts.end(), [&](const Part& part) {
    if (part.encoding == mail::Encoding::kUuencode) return true;
    return part.type == "text" && part.encoding == mail::Encoding::kIdentity && holds_uuencode(bytes_of(message, part.body));
  });
}

bool has_wide_gap(std::string_view text) { return has_gap(text, " \t\r\n", ""); }

bool blanks_change_the_reading(const mail::Message& message) {
  return std::any_of(message.parts.begin(), message.parts.end(), [&](const Part& part) {
    const std::string_view text = bytes_of(message, part.body);
    if (part.encoding == mail::Encoding::kQuotedPrintable && has_blank_behind_soft_end(text)) return true;
    if (part.type != "text" || part.encoding == mail::Encoding::kBase64 || !has_wide_line(text)) return false;
    return part.subtype != "html" || keeps_blanks(text);
  });
}

bool glues_lines(const mail::Message& message) {
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const Part& part = message.parts[i];
    if (part.type != "text" || part.encoding != mail::Encoding::kIdentity) continue;
    const mail::Field* type = content_type(message, i);
    if (type == nullptr || lower(type->value).find("delsp") == std::string::npos) continue;
    bool glue = false;   // the line before ends in a letter, digit or sign and one blank
    const bool glued = any_line(bytes_of(message, part.body), [&](std::string_view line) {
      const bool joins = glue && !line.empty() && separates_words(line, part.charset);
      const std::size_t size = line.size();
      glue = size >= 2 && is_blank(line[size - 1]) && !is_blank(line[size - 2]) && separates_words(last_sign(line.substr(0, size - 1)), part.charset);
      return joins;
    });
    if (glued) return true;
  }
  return false;
}

}  // namespace winnow::check
