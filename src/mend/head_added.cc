// docs/mend/head.added.md
#include "base/undo_limits.h"
#include "mend/line_hash.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "head.added";

}  // namespace

// A banner in front of a text, of whatever words, and perhaps a footer behind it: no beginning is shared, so that each line
// end near the top costs a hash of the rest.
std::optional<std::vector<Edit>> find_added_head(const Draft& draft, const BodyQuestion& question, Budget& budget) {
  const std::string_view body = draft.body();
  const std::uint64_t begin = draft.message().body.begin;
  for (const mail::Part* part : leaf_parts(draft.message())) {
    if (!is_text(*part)) continue;
    const std::size_t from = part->body.begin - begin, part_end = part->body.end - begin;
    std::size_t at = from;
    for (std::size_t lines = 0; lines < limits::kHeadLines && at < part_end; ++lines) {
      const std::size_t feed = body.find('\n', at);
      if (feed == std::string_view::npos || feed >= part_end) break;
      at = feed + 1;
      if (!budget.spend(from + cost_of_end(body.substr(at)))) return std::nullopt;
      LineHash hash(question);
      hash.add(body.substr(0, from));
      const auto end = hash.find_end(body.substr(at), question.digest);
      if (!end) continue;
      std::vector<Edit> edits = {{kStep, {begin + from, begin + at}, {}, true}};
      add_tail(begin + at + *end, begin + body.size(), edits);
      return edits;
    }
  }
  return std::nullopt;
}

}  // namespace winnow::mend
