#include "base/locator.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace winnow {
namespace {

bool needs_escape(unsigned char c) { return c < 0x20 || c == 0x7F || c == '%' || c == '!' || c == '#' || c == ':'; }

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char l = to_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

}  // namespace

std::string locator_name(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    const auto begin = at;
    const char32_t c = next_code_point(raw, at);
    const auto sequence = raw.substr(begin, at - begin);
    const bool invalid = c == 0xFFFD && sequence.size() == 1;
    // C1 controls and bidi controls would turn a locator around on a screen; they are control bytes in spirit.
    const bool control = (c >= 0x80 && c < 0xA0) || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
                         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF;
    if (invalid || control || (sequence.size() == 1 && needs_escape(static_cast<unsigned char>(sequence[0])))) {
      for (const char byte : sequence) out += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    } else {
      out.append(sequence);
    }
  }
  return out;
}

std::optional<std::string> locator_name_decoded(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name[i] != '%') {
      out += name[i];
      continue;
    }
    if (i + 2 >= name.size()) return std::nullopt;
    const int high = hex_value(name[i + 1]);
    const int low = hex_value(name[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

LocatorParts split_locator(std::string_view locator) {
  LocatorParts parts;
  const auto hash = locator.rfind('#');
  if (hash != std::string_view::npos) {
    const char* const begin = locator.data() + hash + 1;
    const char* const limit = locator.data() + locator.size();
    const auto [end, error] = std::from_chars(begin, limit, parts.message);
    if (error == std::errc{} && end != begin && parts.message != 0) {
      parts.source = locator.substr(0, hash);
      parts.suffix.assign(end, limit);
      return parts;
    }
    parts.message = 0;
  }
  const auto colon = locator.find(':');
  parts.source = locator.substr(0, colon);
  if (colon != std::string_view::npos) parts.suffix = locator.substr(colon);
  return parts;
}

std::string join_locator(std::string_view source, std::uint64_t message, std::string_view suffix) {
  std::string out(source);
  if (message != 0) out += fmt::format("#{}", message);
  out += suffix;
  return out;
}

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto run = [](std::string_view text, std::size_t at) {
        std::size_t begin = at;
        while (begin < text.size() && text[begin] == '0') ++begin;
        std::size_t end = begin;
        while (end < text.size() && is_digit(text[end])) ++end;
        return std::pair{text.substr(begin, end - begin), end};
      };
      const auto [x, x_end] = run(a, i);
      const auto [y, y_end] = run(b, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      i = x_end;
      j = y_end;
      continue;
    }
    if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
    ++i;
    ++j;
  }
  if ((a.size() - i == 0) != (b.size() - j == 0)) return a.size() == i;
  return a < b;
}

}  // namespace winnow
