// docs/mend/lines.blanks.md
#include <algorithm>
#include <array>
#include <map>

#include "mend/line_hash.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "lines.blanks";
// What may have stood in front of a line; how many blanks there were relaxed bodies do not fix.
constexpr std::array<std::string_view, 6> kBlanks = {"  ", " ", "    ", "\t", "   ", "        "};

using Places = std::vector<std::uint64_t>;

class LostBlanks {
 public:
  LostBlanks(const Draft& draft, const BodyQuestion& question, Budget& budget)
      : body_(draft.body()), begin_(draft.message().body.begin), relaxed_(question.how == proof::Canonicalization::kRelaxed), question_(question), budget_(budget) {
    std::map<std::string_view, std::size_t> known;
    for (std::size_t at = 0; at < body_.size();) {
      const std::size_t end = std::min(body_.find('\n', at), body_.size());
      std::string_view line = body_.substr(at, end - at);
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line == "--") dashes_.push_back({kStep, {begin_ + at + 2, begin_ + at + 2}, " "});
      else if (!line.empty() && line.front() != ' ' && line.front() != '\t' && line.front() != '-') {
        const auto [found, is_new] = known.try_emplace(line, lines_.size());
        if (is_new) lines_.emplace_back();
        lines_[found->second].push_back(begin_ + at);
      }
      const std::size_t words = line.find_last_not_of(" \t") + 1;
      if (words < line.size()) ends_.push_back({kStep, {begin_ + at + words, begin_ + at + line.size()}, {}});
      at = end + 1;
    }
  }

  std::optional<std::vector<Edit>> find() {
    if (!relaxed_) {
      if (fits(dashes_)) return dashes_;
      if (fits(ends_)) return ends_;
      for (const Edit& end : ends_)
        if (fits({end})) return std::vector<Edit>{end};
    }
    for (const std::string_view blanks : kBlanks)
      if (auto edits = indented_lines(blanks, false)) return edits;
    for (const std::string_view blanks : kBlanks)
      if (auto edits = indented_lines(blanks, true)) return edits;
    return std::nullopt;
  }

 private:
  // One line that began with blanks, or every line that reads like it; or two such.
  std::optional<std::vector<Edit>> indented_lines(std::string_view blanks, bool pairs) {
    if (relaxed_ && blanks != " ") return std::nullopt;
    for (std::size_t i = 0; i < lines_.size() && !spent_; ++i) {
      if (!pairs) {
        if (auto edits = tried(lines_[i], {}, blanks)) return edits;
        for (std::size_t one = 0; lines_[i].size() > 1 && one < lines_[i].size(); ++one)
          if (auto edits = tried({lines_[i][one]}, {}, blanks)) return edits;
        continue;
      }
      for (std::size_t j = i + 1; j < lines_.size() && !spent_; ++j)
        if (auto edits = tried(lines_[i], lines_[j], blanks)) return edits;
    }
    return std::nullopt;
  }
  // With the blanks behind signature marks as they are, and put back.
  std::optional<std::vector<Edit>> tried(const Places& some, const Places& more, std::string_view blanks) {
    for (const bool dashes : {false, true}) {
      if (dashes && (relaxed_ || dashes_.empty())) continue;
      std::vector<Edit> edits;
      for (const Places* places : {&some, &more})
        for (const std::uint64_t place : *places) edits.push_back({kStep, {place, place}, std::string(blanks)});
      if (dashes) edits.insert(edits.end(), dashes_.begin(), dashes_.end());
      std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.at.begin < b.at.begin; });
      if (fits(edits)) return edits;
    }
    return std::nullopt;
  }
  bool fits(const std::vector<Edit>& edits) {
    if (edits.empty()) return false;
    spent_ |= !budget_.spend(body_.size());
    if (spent_) return false;
    LineHash hash(question_);
    std::size_t at = 0;
    std::string line;
    for (const Edit& edit : edits) {
      // Up to the start of its line, then the line as it was.
      const std::size_t place = edit.at.begin - begin_, behind = edit.at.end - begin_;
      const std::size_t start = place == 0 ? 0 : body_.rfind('\n', place - 1) + 1;
      const std::size_t end = std::min(body_.find('\n', place), body_.size() - 1) + 1;
      hash.add(body_.substr(at, start - at));
      line.assign(body_.substr(start, place - start)).append(edit.restored).append(body_.substr(behind, end - behind));
      hash.add(line);
      at = end;
    }
    hash.add(body_.substr(at));
    return hash.digest() == question_.digest;
  }

  std::string_view body_;
  std::uint64_t begin_;
  bool relaxed_;
  const BodyQuestion& question_;
  Budget& budget_;
  std::vector<Edit> dashes_;             // the blank behind the mark in front of a signature
  std::vector<Edit> ends_;               // blanks at line ends
  std::vector<Places> lines_;            // where lines begin that may have begun with blanks; those that read alike together
  bool spent_ = false;
};

}  // namespace

// Blanks that an editor or a gateway took from the start of lines, or from behind the "-- " in front of a signature, or put
// behind lines.
std::optional<std::vector<Edit>> find_lost_blanks(const Draft& draft, const BodyQuestion& question, Budget& budget) {
  return LostBlanks(draft, question, budget).find();
}

}  // namespace winnow::mend
