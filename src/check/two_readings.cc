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

bool has_exact_delimiters(const mail::Message& message, const Part& part) {
  const std::string opening = "--" + part.boundary;
  return std::all_of(part.delimiters.begin(), part.delimiters.end(), [&](const Range& range) {
    const std::string_view line = without_line_end(bytes_of(message, range));
    return line == opening || line == opening + "--";
  });
}

bool has_two_line_ends(std::string_view body) {
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

bool is_word_letter(char c) { return is_alpha(c) || is_digit(c); }

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
  if (message.parts.empty() || !message.parts.front().is_multipart()) return false;
  if (has_two_line_ends(bytes_of(message, message.body))) return true;
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const Part& part = message.parts[i];
    if (i > 0 && has_white_line(bytes_of(message, part.header))) return true;
    if (!part.is_multipart()) continue;
    if (relaxed && part.boundary.find_first_of(" \t") != std::string::npos) return true;
    if (!has_exact_delimiters(message, part)) return true;
  }
  return false;
}

bool data_lies_in_blanks(const mail::Message& message) {
  return std::any_of(message.parts.begin(), message.parts.end(), [](const Part& part) { return part.encoding == mail::Encoding::kUuencode; });
}

bool glues_lines(const mail::Message& message) {
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const Part& part = message.parts[i];
    if (part.type != "text" || part.encoding != mail::Encoding::kIdentity) continue;
    const mail::Field* type = content_type(message, i);
    if (type == nullptr || lower(type->value).find("delsp") == std::string::npos) continue;
    bool glue = false;   // the line before ends in a letter or digit and one blank
    const bool glued = any_line(bytes_of(message, part.body), [&](std::string_view line) {
      const bool joins = glue && !line.empty() && is_word_letter(line.front());
      const std::size_t size = line.size();
      glue = size >= 2 && is_blank(line[size - 1]) && is_word_letter(line[size - 2]);
      return joins;
    });
    if (glued) return true;
  }
  return false;
}

}  // namespace winnow::check
