// docs/mend/transfer.base64-lines.md
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "transfer.base64-lines";

bool is_line_end(char c) { return c == '\r' || c == '\n'; }

// The lines of base64 text at another width. What is no base64 stays out of it: then nothing is proposed.
std::optional<std::string> rewrapped(std::string_view encoded, std::size_t width, std::string_view line_end) {
  std::string out;
  out.reserve(encoded.size() + encoded.size() / 16);
  std::size_t column = 0;
  for (std::size_t at = 0; at < encoded.size();) {
    if (is_line_end(encoded[at])) { ++at; continue; }
    if (encoded[at] == ' ' || encoded[at] == '\t') return std::nullopt;
    if (width != 0 && column == width) {
      out += line_end;
      column = 0;
    }
    std::size_t end = std::min(encoded.find_first_of("\r\n", at), encoded.size());
    if (width != 0) end = std::min(end, at + (width - column));
    out.append(encoded.substr(at, end - at));
    column += end - at;
    at = end;
  }
  return out;
}

std::string_view end_of(std::string_view encoded) {
  std::size_t end = encoded.size();
  while (end > 0 && is_line_end(encoded[end - 1])) --end;
  return encoded.substr(end);
}

}  // namespace

// All base64 parts with lines of one length, the end of each as it stands or without empty lines.
void propose_base64_lines(const Draft& draft, Proposals& out) {
  const mail::Message& message = draft.message();
  std::vector<const mail::Part*> parts;
  for (const mail::Part* part : leaf_parts(message))
    if (part->encoding == mail::Encoding::kBase64) parts.push_back(part);
  if (parts.empty()) return;
  for (const std::size_t width : {76, 60, 72, 64, 73, 0}) {
    for (const bool ends_kept : {true, false}) {
      std::vector<Edit> edits;
      bool any_end = false;
      for (const mail::Part* part : parts) {
        const std::string_view encoded = text_of(message, part->body);
        auto lines = rewrapped(encoded, width, line_end_of(message));
        if (!lines) continue;
        any_end |= !end_of(encoded).empty();
        if (ends_kept) lines->append(end_of(encoded));
        if (auto edit = set_body(message, *part, kStep, *lines)) edits.push_back(std::move(*edit));
      }
      if (ends_kept || any_end) add_proposal(std::move(edits), out);
    }
  }
}

}  // namespace winnow::mend
