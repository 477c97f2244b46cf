// docs/mend/lines.blank.md
#include "mend/line_hash.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "lines.blank";

std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts;
  for (std::size_t at = 0; at < text.size();) {
    starts.push_back(at);
    const std::size_t feed = text.find('\n', at);
    at = feed == std::string_view::npos ? text.size() : feed + 1;
  }
  return starts;
}

bool is_empty_line(std::string_view text, std::size_t at) { return text.substr(at).starts_with('\n') || text.substr(at).starts_with("\r\n"); }

class BlankLines {
 public:
  BlankLines(const Draft& draft, const BodyQuestion& question, Budget& budget)
      : draft_(draft), body_(draft.body()), question_(question), budget_(budget), line_break_(line_end_of(draft.message())), starts_(line_starts(body_)) {}

  std::optional<std::vector<Edit>> find() {
    if (auto edits = at_delimiters(true)) return edits;
    if (auto edits = at_delimiters(false)) return edits;
    if (auto edits = halved()) return edits;
    return one_line();
  }

 private:
  Edit inserted(std::size_t at) const { return {kStep, {begin() + at, begin() + at}, std::string(line_break_)}; }
  Edit taken(std::size_t at) const { return {kStep, {begin() + at, begin() + body_.find('\n', at) + 1}, {}}; }
  std::uint64_t begin() const { return draft_.message().body.begin; }

  bool fits(const std::vector<Edit>& edits) {
    if (edits.empty() || !budget_.spend(body_.size())) return false;
    LineHash hash(question_);
    std::size_t at = 0;
    for (const Edit& edit : edits) {
      hash.add(body_.substr(at, edit.at.begin - begin() - at));
      hash.add(edit.restored);
      at = edit.at.end - begin();
    }
    hash.add(body_.substr(at));
    return hash.digest() == question_.digest;
  }
  // Before every delimiter an empty line more, or one less.
  std::optional<std::vector<Edit>> at_delimiters(bool more) {
    std::vector<Edit> edits;
    for (std::size_t i = 1; i < starts_.size(); ++i) {
      if (!is_delimiter(begin() + starts_[i])) continue;
      if (more) edits.push_back(inserted(starts_[i]));
      else if (is_empty_line(body_, starts_[i - 1])) edits.push_back(taken(starts_[i - 1]));
    }
    if (fits(edits)) return edits;
    return std::nullopt;
  }
  bool is_delimiter(std::uint64_t at) const {
    for (const mail::Part& part : draft_.message().parts)
      for (const Range& delimiter : part.delimiters)
        if (delimiter.begin == at) return true;
    return false;
  }
  // Every run of empty lines one line shorter.
  std::optional<std::vector<Edit>> halved() {
    std::vector<Edit> edits;
    for (std::size_t i = 0; i < starts_.size(); ++i)
      if (is_empty_line(body_, starts_[i]) && (i == 0 || !is_empty_line(body_, starts_[i - 1]))) edits.push_back(taken(starts_[i]));
    if (fits(edits)) return edits;
    return std::nullopt;
  }
  // One empty line more or less, anywhere: what stands in front is hashed once.
  std::optional<std::vector<Edit>> one_line() {
    LineHash before(question_);
    for (std::size_t i = 0; i < starts_.size(); ++i) {
      const std::size_t at = starts_[i], next = i + 1 < starts_.size() ? starts_[i + 1] : body_.size();
      if (!budget_.spend(cost_of_end(body_.substr(at)))) return std::nullopt;
      LineHash more(before);
      more.add("\n");
      if (const auto end = more.find_end(body_.substr(at), question_.digest)) return with_tail(inserted(at), at + *end);
      if (is_empty_line(body_, at)) {
        LineHash less(before);
        if (const auto end = less.find_end(body_.substr(next), question_.digest)) return with_tail(taken(at), next + *end);
      }
      before.add(body_.substr(at, next - at));
    }
    return std::nullopt;
  }
  std::vector<Edit> with_tail(Edit edit, std::size_t end) const {
    std::vector<Edit> edits = {std::move(edit)};
    add_tail(begin() + end, begin() + body_.size(), edits);
    return edits;
  }

  const Draft& draft_;
  std::string_view body_;
  const BodyQuestion& question_;
  Budget& budget_;
  std::string_view line_break_;
  std::vector<std::size_t> starts_;
};

}  // namespace

// Empty lines that a store lost or added.
std::optional<std::vector<Edit>> find_blank_lines(const Draft& draft, const BodyQuestion& question, Budget& budget) {
  return BlankLines(draft, question, budget).find();
}

}  // namespace winnow::mend
