// docs/mend/mbox.from-quoting.md
#include <algorithm>

#include "mend/step.h"

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
std::vector<Edit> without_one(std::string_view step, const std::vector<QuotedLine>& lines, Predicate quoted) {
  std::vector<Edit> edits;
  for (const QuotedLine& line : lines)
    if (quoted(line)) edits.push_back({step, {line.offset, line.offset + 1}, {}});
  return edits;
}

}  // namespace

std::vector<std::vector<Edit>> unquote_from_lines(Bytes message, std::uint64_t body_begin) {
  std::vector<std::vector<Edit>> proposals;
  const std::string_view text = as_text(message);
  if (body_begin >= text.size()) return proposals;
  const std::vector<QuotedLine> lines = quoted_lines(text, body_begin);
  if (lines.empty()) return proposals;
  const auto once = [](const QuotedLine& line) { return line.depth == 1; };
  proposals.push_back(without_one("mbox.from-quoting", lines, [](const QuotedLine&) { return true; }));
  if (std::any_of(lines.begin(), lines.end(), once) && !std::all_of(lines.begin(), lines.end(), once))
    proposals.push_back(without_one("mbox.from-quoting-once", lines, once));
  // Two writers one after the other, and no reader in between that took a mark back.
  if (!std::all_of(lines.begin(), lines.end(), once)) {
    std::vector<Edit>& all = proposals.emplace_back();
    for (const QuotedLine& line : lines) all.push_back({"mbox.from-quoting", {line.offset, line.offset + line.depth}, {}});
  }
  return proposals;
}

// Of `chosen`, bit i says whether the mark of line i is taken.
std::vector<std::vector<Edit>> unquote_some_from_lines(Bytes message, std::uint64_t body_begin) {
  std::vector<std::vector<Edit>> proposals;
  const std::string_view text = as_text(message);
  if (body_begin >= text.size()) return proposals;
  const std::vector<QuotedLine> lines = quoted_lines(text, body_begin);
  if (lines.size() < 2 || lines.size() > limits::kFromLinesInSubsets) return proposals;
  for (std::size_t chosen = (std::size_t{1} << lines.size()) - 2; chosen > 0; --chosen)
    proposals.push_back(without_one("mbox.from-quoting-some", lines, [&](const QuotedLine& line) {
      return (chosen >> static_cast<std::size_t>(&line - lines.data()) & 1) != 0;
    }));
  return proposals;
}

void propose_unquoted(const Draft& draft, Proposals& out) {
  for (const auto propose : {unquote_from_lines, unquote_some_from_lines})
    for (std::vector<Edit>& edits : propose(draft.message().bytes, draft.message().body.begin)) out.push_back(std::move(edits));
}

}  // namespace winnow::mend
