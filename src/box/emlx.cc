#include "box/emlx.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "base/limits.h"
#include "base/text.h"
#include "box/plist.h"
#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

// Apple Mail pads the number to ten characters.
constexpr std::size_t kLongestLine = 24;

struct CountLine {
  std::uint64_t count = 0;
  std::size_t end = 0;           // behind its line end
};

std::optional<CountLine> count_line(std::string_view text) {
  const std::size_t end = text.substr(0, kLongestLine).find('\n');
  if (end == std::string_view::npos || !is_digit(text[0])) return std::nullopt;
  std::string_view digits = text.substr(0, end);
  if (digits.ends_with('\r')) digits.remove_suffix(1);
  while (!digits.empty() && is_blank(digits.back())) digits.remove_suffix(1);
  CountLine line{0, end + 1};
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), line.count);
  if (error != std::errc{} || stop != digits.data() + digits.size()) return std::nullopt;
  return line;
}

bool is_space(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

// Where the property list at the end of the file begins. One that does not reach to the end is text of the message.
std::optional<std::size_t> last_plist(std::string_view text) {
  const std::size_t from = text.size() - std::min<std::size_t>(text.size(), limits::kEmlxTrailerBytes);
  const std::string_view tail = text.substr(from);
  const std::size_t xml = tail.rfind("<?xml");
  if (xml != std::string_view::npos && (xml == 0 || tail[xml - 1] == '\n') && begins_plist(as_bytes(tail.substr(xml)))) {
    const std::size_t close = tail.rfind("</plist>");
    if (close != std::string_view::npos && close > xml && is_space(tail.substr(close + 8))) return from + xml;
  }
  const std::size_t binary = tail.rfind("bplist00");
  if (binary != std::string_view::npos && (binary == 0 || tail[binary - 1] == '\n') &&
      read_plist(as_bytes(tail.substr(binary))).complete)
    return from + binary;
  return std::nullopt;
}

}  // namespace

bool is_emlx(Bytes head) {
  const std::string_view text = as_text(head);
  if (text.empty() || !is_digit(text.front())) return false;
  const auto line = count_line(text);
  return line && is_message(text.substr(line->end));
}

Emlx split_emlx(Bytes file) {
  const std::string_view text = as_text(file);
  const auto line = count_line(text).value_or(CountLine{});
  Emlx out;
  out.message = {line.end, text.size()};
  out.trailer = {text.size(), text.size()};
  const std::uint64_t left = text.size() - line.end;
  const auto ends_at = [&](std::uint64_t end) {
    out.message.end = out.trailer.begin = end;
  };
  if (line.count <= left) {
    const std::uint64_t counted = line.end + line.count;
    const std::string_view behind = text.substr(counted);
    if (begins_plist(as_bytes(behind))) {
      ends_at(counted);
      if (!read_plist(as_bytes(behind)).complete) out.notes.push_back("emlx.trailer-damaged");
      return out;
    }
    if (is_space(behind)) {      // the trailer was cut off
      ends_at(counted);
      out.notes.push_back("emlx.no-trailer");
      return out;
    }
  }
  out.notes.push_back(line.count > left ? "emlx.count-beyond" : "emlx.count-wrong");
  if (const auto plist = last_plist(text.substr(line.end))) ends_at(line.end + *plist);
  else out.notes.push_back("emlx.no-trailer");
  return out;
}

}  // namespace winnow::box
