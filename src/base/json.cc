#include "base/json.h"

#include <fmt/format.h>

#include "base/text.h"

namespace winnow {
namespace {

// Controls that a terminal obeys or that turn text around: C1 and the bidi controls. Escaped, the line can be looked at.
bool moves_text(char32_t c) {
  return (c >= 0x80 && c < 0xA0) || c == 0x61C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

void JsonWriter::separate() {
  if (needs_comma_) out_ += ',';
  needs_comma_ = true;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  out_ += bracket;
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  out_ += bracket;
  needs_comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  string(name);
  out_ += ':';
  needs_comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  out_ += '"';
  const auto escape = [this](std::string_view valid) {
    for (std::size_t at = 0; at < valid.size();) {
      const auto begin = at;
      const char c = valid[at++];
      if ((c & 0x80) != 0) {
        const char32_t code_point = next_code_point(valid, at = begin);
        if (moves_text(code_point))
          out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(code_point));
        else
          out_ += valid.substr(begin, at - begin);
        continue;
      }
      switch (c) {
        case '"': out_ += "\\\""; break;
        case '\\': out_ += "\\\\"; break;
        case '\n': out_ += "\\n"; break;
        case '\r': out_ += "\\r"; break;
        case '\t': out_ += "\\t"; break;
        default:
          if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F)
            out_ += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
          else
            out_ += c;
      }
    }
  };
  if (is_utf8(text))
    escape(text);
  else
    escape(to_valid_utf8(text));
  out_ += '"';
  return *this;
}

JsonWriter& JsonWriter::number(std::int64_t value) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

JsonWriter& JsonWriter::unsigned_number(std::uint64_t value) {
  separate();
  fmt::format_to(std::back_inserter(out_), "{}", value);
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
  separate();
  out_ += value ? "true" : "false";
  return *this;
}

JsonWriter& JsonWriter::null() {
  separate();
  out_ += "null";
  return *this;
}

}  // namespace winnow
