#include "box/content_length.h"

#include <charconv>

#include "base/text.h"
#include "box/mbox_line.h"

namespace winnow::box {

ContentLength content_length(std::string_view message) {
  constexpr std::string_view kName = "content-length";
  const auto header = message.substr(0, kHeaderReach);
  ContentLength out{.body = message.size(), .length = std::nullopt};
  for (std::size_t at = 0; at < header.size();) {
    const auto line = line_at(header, at, header.size() - at);
    if (line.complete && line.text.empty()) {
      out.body = line.next;
      return out;
    }
    if (line.text.starts_with("From ")) break;  // perhaps the next message
    if (istarts_with(line.text, kName)) {
      const auto rest = trim(line.text.substr(kName.size()));
      if (rest.starts_with(':')) {
        const auto digits = trim(rest.substr(1));
        std::uint64_t value = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (error == std::errc{} && end == digits.data() + digits.size()) out.length = value;
      }
    }
    at = line.next;
  }
  out.length.reset();  // without an empty line nobody knows where the counted bytes begin
  return out;
}

}  // namespace winnow::box
