// A message cut into fields and body by the plainest rules, so that tests of proofs do not rest on the mail parser.
#pragma once

#include <string_view>

#include "mail/message.h"

namespace winnow::proof {

inline mail::Message split_message(std::string_view text) {
  mail::Message message;
  message.bytes = as_bytes(text);
  const std::size_t first = text.find('\n');
  message.crlf = first != std::string_view::npos && first > 0 && text[first - 1] == '\r';
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = at;   // behind the field's last line end
    do {
      const std::size_t feed = text.find('\n', end);
      end = feed == std::string_view::npos ? text.size() : feed + 1;
    } while (end < text.size() && (text[end] == ' ' || text[end] == '\t'));
    std::string_view raw = text.substr(at, end - at);
    if (raw.ends_with('\n')) raw.remove_suffix(1);
    if (raw.ends_with('\r')) raw.remove_suffix(1);
    if (raw.empty()) {
      at = end;
      break;
    }
    const std::size_t colon = raw.find(':');
    if (colon == std::string_view::npos) {
      at = end;
      continue;
    }
    std::string_view name = raw.substr(0, colon);
    while (name.ends_with(' ') || name.ends_with('\t')) name.remove_suffix(1);
    message.fields.push_back({name, raw.substr(colon + 1), raw, {at, end}});
    at = end;
  }
  message.header = {0, at};
  message.body = {at, text.size()};
  return message;
}

}  // namespace winnow::proof
