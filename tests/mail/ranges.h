// The property that every parsed message has: ranges nest, and every byte of a multipart's body lies in exactly one of its
// preamble, delimiter lines, parts, the line ends before delimiters, and epilogue. Shared by tests and fuzz targets.
#pragma once

#include <string>

#include "mail/message.h"

namespace winnow::mail {

inline bool inside(const Range& inner, const Range& outer) {
  return inner.begin <= inner.end && inner.begin >= outer.begin && inner.end <= outer.end;
}

inline std::string range_text(const Range& range) { return "[" + std::to_string(range.begin) + "," + std::to_string(range.end) + ")"; }

// Walks the pieces of one multipart in order; between two of them only a line end may stand.
inline std::string check_multipart(const Message& message, std::size_t index) {
  const Part& part = message.parts[index];
  const std::string_view text = as_text(message.bytes);
  if (part.delimiters.empty()) return part.preamble == part.body || part.boundary.empty() || part.preamble.end == 0 ? "" : "preamble is not the body";
  std::vector<Range> pieces{part.preamble};
  std::size_t child = index + 1;
  for (std::size_t i = 0; i < part.delimiters.size(); ++i) {
    pieces.push_back(part.delimiters[i]);
    const bool last_closing = part.closed && i + 1 == part.delimiters.size();
    while (child < message.parts.size() && message.parts[child].parent != static_cast<int>(index)) ++child;
    if (last_closing || child >= message.parts.size()) continue;
    pieces.push_back({message.parts[child].header.begin, message.parts[child].body.end});
    ++child;
  }
  if (part.epilogue.end > 0) pieces.push_back(part.epilogue);
  std::uint64_t at = part.body.begin;
  for (const Range& piece : pieces) {
    if (piece.begin < at && !piece.empty()) return "piece " + range_text(piece) + " overlaps what is before it";
    if (piece.begin > at) {
      const std::string_view gap = text.substr(at, piece.begin - at);
      if (gap != "\r\n" && gap != "\n" && gap != "\r") return "bytes before " + range_text(piece) + " belong to nothing";
    }
    at = std::max(at, piece.end);
  }
  return at == part.body.end ? "" : "the body ends behind its last piece";
}

// "" when all ranges are as message.h promises, else what is wrong.
inline std::string check_ranges(const Message& message) {
  const Range all{0, message.bytes.size()};
  if (message.header.begin != 0 || message.header.end != message.body.begin || message.body.end != all.end) return "header and body are not the message";
  if (message.parts.empty() || message.parts[0].parent != -1) return "no top part";
  std::uint64_t at = 0;
  for (const Field& field : message.fields) {
    if (field.range.begin != at || !inside(field.range, message.header)) return "fields do not follow each other";
    at = field.range.end;
  }
  for (std::size_t i = 0; i < message.parts.size(); ++i) {
    const Part& part = message.parts[i];
    if (!inside(part.header, all) || !inside(part.body, all) || part.header.end != part.body.begin) return "part " + part.path + ": header and body do not meet";
    for (const Field& field : part.fields)
      if (!inside(field.range, part.header)) return "part " + part.path + ": field outside its header";
    for (const Range& range : part.delimiters)
      if (!inside(range, part.body)) return "part " + part.path + ": delimiter outside its body";
    if (i > 0) {
      if (part.parent < 0 || static_cast<std::size_t>(part.parent) >= i) return "parent behind its part";
      const Part& parent = message.parts[static_cast<std::size_t>(part.parent)];
      if (!inside({part.header.begin, part.body.end}, parent.body)) return "part " + part.path + " outside its parent";
      if (part.depth != parent.depth + 1) return "depth";
    }
    if (part.is_multipart())
      if (std::string wrong = check_multipart(message, i); !wrong.empty()) return "multipart " + part.path + ": " + wrong;
  }
  return {};
}

}  // namespace winnow::mail
