#include "mend/parts.h"

#include <algorithm>

#include "base/text.h"

namespace winnow::mend {

std::vector<const mail::Part*> leaf_parts(const mail::Message& message) {
  std::vector<const mail::Part*> leaves;
  std::vector<bool> embedded(message.parts.size());
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const mail::Part& part = message.parts[i];
    if (part.parent >= 0) {
      const auto parent = static_cast<std::size_t>(part.parent);
      embedded[i] = embedded[parent] || message.parts[parent].is_message();
    }
    if (!embedded[i] && !part.is_multipart() && !part.is_message() && !part.body.empty()) leaves.push_back(&part);
  }
  return leaves;
}

std::string_view text_of(const mail::Message& message, const Range& range) {
  return as_text(message.bytes).substr(range.begin, range.size());
}

std::string_view line_end_of(const mail::Message& message) { return message.crlf ? "\r\n" : "\n"; }

const mail::Field* content_field(const mail::Message& message, const mail::Part& part, std::string_view name) {
  if (part.parent < 0) return message.find(name);
  const auto found = std::find_if(part.fields.begin(), part.fields.end(), [&](const mail::Field& field) { return iequals(field.name, name); });
  return found == part.fields.end() ? nullptr : &*found;
}

std::optional<Edit> set_field(const mail::Message& message, const mail::Part& part, std::string_view step,
                              std::string_view name, const std::optional<std::string>& value) {
  const mail::Field* const field = content_field(message, part, name);
  const std::string_view bytes = as_text(message.bytes);
  if (field == nullptr) {
    if (!value) return std::nullopt;
    // In front of the empty line that closes the header; a part without any header has that line only.
    std::uint64_t at = part.header.end;
    if (at > part.header.begin && bytes[at - 1] == '\n') --at;
    if (at > part.header.begin && bytes[at - 1] == '\r') --at;
    return Edit{step, {at, at}, std::string(name) + ": " + *value + std::string(line_end_of(message))};
  }
  if (!value) return Edit{step, field->range, {}};
  const auto begin = static_cast<std::uint64_t>(field->value.data() - bytes.data());
  const std::size_t blank = std::min(field->value.find_first_not_of(" \t"), field->value.size());
  if (field->value.substr(blank) == *value) return std::nullopt;
  return Edit{step, {begin + blank, begin + field->value.size()}, *value};
}

std::optional<Edit> set_body(const mail::Message& message, const mail::Part& part, std::string_view step, std::string_view body) {
  const std::string_view before = text_of(message, part.body);
  std::size_t head = 0, tail = 0;
  const std::size_t most = std::min(before.size(), body.size());
  while (head < most && before[head] == body[head]) ++head;
  while (tail < most - head && before[before.size() - 1 - tail] == body[body.size() - 1 - tail]) ++tail;
  if (head == before.size() && head == body.size()) return std::nullopt;
  return Edit{step, {part.body.begin + head, part.body.end - tail}, std::string(body.substr(head, body.size() - head - tail))};
}

void add_tail(std::uint64_t from, std::uint64_t end, std::vector<Edit>& edits) {
  if (from < end) edits.push_back({"tail.added", {from, end}, {}, true});
}

void add_proposal(std::vector<Edit> edits, std::vector<std::vector<Edit>>& out) {
  if (edits.empty()) return;
  std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.at.begin < b.at.begin; });
  out.push_back(std::move(edits));
}

}  // namespace winnow::mend
