// docs/mend/mbox.from-quoting.md
#include <algorithm>

#include "mend/mend.h"

namespace winnow::mend {
namespace {

// A line of the body that a mailbox writer may have quoted: one or more `>` and `From `.
struct QuotedLine {
  std::uint64_t offset = 0;
  std::size_t depth = 0;     // number of `>`
};

std::vector<QuotedLine> quoted_lines(std::string_view text, std::uint64_t body_begin) {
  std::vector<QuotedLine> lines;
  for (std::size_t at = text.find('>', body_begin); at != std::string_view::npos; at = text.find('>', at)) {
    const std::size_t begin = at;
    at = std::min(text.find_first_not_of('>', at), text.size());
    const bool starts_line = begin == body_begin || text[begin - 1] == '\n';
    if (starts_line && text.substr(at).starts_with("From ")) lines.push_back({begin, at - begin});
  }
  return lines;
}

template <typename Predicate>
Variant without_one(std::string_view step, std::string_view text, const std::vector<QuotedLine>& lines, Predicate quoted) {
  Variant variant{step, {}, {}};
  variant.bytes.reserve(text.size());
  std::uint64_t copied = 0;
  for (const QuotedLine& line : lines) {
    if (!quoted(line)) continue;
    variant.bytes.append(text.substr(copied, line.offset - copied));
    copied = line.offset + 1;
    variant.removed.push_back(line.offset);
  }
  variant.bytes.append(text.substr(copied));
  return variant;
}

}  // namespace

std::vector<Variant> unquote_from_lines(Bytes message, std::uint64_t body_begin) {
  std::vector<Variant> variants;
  const std::string_view text = as_text(message);
  if (body_begin >= text.size()) return variants;
  const std::vector<QuotedLine> lines = quoted_lines(text, body_begin);
  if (lines.empty()) return variants;
  const auto once = [](const QuotedLine& line) { return line.depth == 1; };
  variants.push_back(without_one("mbox.from-quoting", text, lines, [](const QuotedLine&) { return true; }));
  if (std::any_of(lines.begin(), lines.end(), once) && !std::all_of(lines.begin(), lines.end(), once))
    variants.push_back(without_one("mbox.from-quoting-once", text, lines, once));
  return variants;
}

}  // namespace winnow::mend
