#include <algorithm>

#include "base/text.h"
#include "proof/canonical.h"

namespace winnow::proof {
namespace {

// A line end inside a field: the CR LF or LF of a fold. A carriage return of its own is an octet like any other.
std::size_t line_end_at(std::string_view text, std::size_t at) {
  if (text[at] == '\n') return 1;
  return text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n' ? 2 : 0;
}

// Byte-exact, with the line ends that travelled (section 3.4.1).
void append_simple(std::string_view raw, std::string& out) {
  std::size_t start = 0;
  for (std::size_t at; (at = raw.find('\n', start)) != std::string_view::npos; start = at + 1) {
    const bool has_return = at > start && raw[at - 1] == '\r';
    out.append(raw.substr(start, at - start - (has_return ? 1 : 0)));
    out.append("\r\n");
  }
  out.append(raw.substr(start));
}

// Unfolded, white space reduced to single blanks and none at either end (section 3.4.2). `out` may already hold a part of
// the value behind `value_begin`.
void append_relaxed_value(std::string_view value, std::size_t value_begin, bool& blank_due, std::string& out) {
  std::size_t at = 0;
  while (at < value.size()) {
    const std::size_t run = std::min(value.find_first_of(" \t\r\n", at), value.size());
    if (run > at) {
      if (blank_due && out.size() > value_begin) out.push_back(' ');
      blank_due = false;
      out.append(value.substr(at, run - at));
      at = run;
      continue;
    }
    if (is_blank(value[at])) {
      blank_due = true;
      ++at;
    } else if (const std::size_t size = line_end_at(value, at)) {
      at += size;
    } else {
      if (blank_due && out.size() > value_begin) out.push_back(' ');
      blank_due = false;
      out.push_back(value[at++]);
    }
  }
}

void append_relaxed_name(std::string_view name, std::string& out) {
  const std::size_t begin = out.size();
  out.append(name);
  std::transform(out.begin() + static_cast<std::ptrdiff_t>(begin), out.end(),
                 out.begin() + static_cast<std::ptrdiff_t>(begin), to_lower);
  out.push_back(':');
}

}  // namespace

void append_canonical_field(const mail::Field& field, Canonicalization how, std::string& out) {
  append_signature_field(field, how, field.value.size(), field.value.size(), out);
  out.append("\r\n");
}

void append_signature_field(const mail::Field& field, Canonicalization how, std::size_t from, std::size_t to,
                            std::string& out) {
  const std::string_view front = field.value.substr(0, from), back = field.value.substr(to);
  if (how == Canonicalization::kSimple) {
    append_simple(field.raw.substr(0, field.raw.size() - field.value.size()), out);
    append_simple(front, out);
    append_simple(back, out);
    return;
  }
  append_relaxed_name(field.name, out);
  const std::size_t value_begin = out.size();
  bool blank_due = false;
  append_relaxed_value(front, value_begin, blank_due, out);
  append_relaxed_value(back, value_begin, blank_due, out);
}

}  // namespace winnow::proof
