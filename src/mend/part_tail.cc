// docs/mend/tail.added.md
#include <algorithm>

#include "base/undo_limits.h"
#include "base/text.h"
#include "mend/line_hash.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "tail.added";

// The last line ends of a text in front of `end`, from the last one up; the start of the text counts.
std::vector<std::size_t> cuts_in_text(std::string_view body, std::size_t begin, std::size_t end) {
  std::vector<std::size_t> cuts;
  for (std::size_t at = end; at > begin && cuts.size() < limits::kTailLines;) {
    const std::size_t feed = at < 2 ? std::string_view::npos : body.rfind('\n', at - 2);
    at = feed == std::string_view::npos || feed < begin ? begin : feed + 1;
    cuts.push_back(at);
    // The line end in front of the footer may have come with it.
    const std::size_t before = at > begin && body[at - 1] == '\n' ? at - (at > begin + 1 && body[at - 2] == '\r' ? 2 : 1) : at;
    if (before != at) cuts.push_back(before);
  }
  return cuts;
}

// In markup a footer stands in front of the closing tags, and begins with a tag or a line.
std::vector<Range> runs_in_html(std::string_view body, std::size_t begin, std::size_t end) {
  std::vector<Range> runs;
  const std::string text = lower(body.substr(begin, end - begin));
  for (const std::string_view close : {"</body", "</html"}) {
    const std::size_t found = text.rfind(close);
    if (found == std::string::npos) continue;
    std::size_t at = begin + found;
    for (std::size_t tags = 0; at > begin && tags < limits::kTailLines; ++tags) {
      at = body.find_last_of("<\n", at - 1);
      if (at == std::string_view::npos || at < begin) break;
      runs.push_back({at, begin + found});
      if (body[at] == '\n') runs.push_back({at + 1, begin + found});
    }
  }
  for (const std::size_t cut : cuts_in_text(body, begin, end)) runs.push_back({cut, end});
  return runs;
}

std::vector<Range> runs_of(const mail::Part& part, std::string_view body, std::uint64_t body_begin) {
  const std::size_t begin = part.body.begin - body_begin, end = part.body.end - body_begin;
  if (part.subtype == "html") return runs_in_html(body, begin, end);
  std::vector<Range> runs;
  for (const std::size_t cut : cuts_in_text(body, begin, end)) runs.push_back({cut, end});
  return runs;
}

class PartTails {
 public:
  PartTails(const Draft& draft, const BodyQuestion& question, Budget& budget)
      : body_(draft.body()), begin_(draft.message().body.begin), question_(question), budget_(budget) {
    if (!draft.message().parts.front().is_multipart()) return;   // then the body has but one tail
    for (const mail::Part* part : leaf_parts(draft.message()))
      if (is_text(*part) && part->encoding != mail::Encoding::kBase64 && part->body.size() <= limits::kTextBytes)
        runs_.push_back(runs_of(*part, body_, begin_));
  }

  // In one text, then in two: the plain one and the one in markup.
  std::optional<std::vector<Edit>> find() {
    for (const std::vector<Range>& runs : runs_)
      for (const Range& run : runs)
        if (fits({run})) return edits({run});
    for (std::size_t i = 0; i + 1 < runs_.size(); ++i)
      for (const Range& first : runs_[i])
        for (const Range& second : runs_[i + 1]) {
          if (fits({first, second})) return edits({first, second});
          if (spent_) return std::nullopt;
        }
    return std::nullopt;
  }

 private:
  std::vector<Edit> edits(std::initializer_list<Range> runs) const {
    std::vector<Edit> out;
    for (const Range& run : runs) out.push_back({kStep, {begin_ + run.begin, begin_ + run.end}, {}, true});
    return out;
  }
  bool fits(std::initializer_list<Range> runs) {
    spent_ |= !budget_.spend(body_.size());
    if (spent_) return false;
    // A run may begin and end within lines: the lines are put together first.
    text_.clear();
    std::size_t at = 0;
    for (const Range& run : runs) {
      if (run.empty()) return false;
      text_.append(body_.substr(at, run.begin - at));
      at = run.end;
    }
    text_.append(body_.substr(at));
    LineHash hash(question_);
    hash.add(text_);
    return hash.digest() == question_.digest;
  }

  std::string_view body_;
  std::uint64_t begin_;
  const BodyQuestion& question_;
  Budget& budget_;
  std::vector<std::vector<Range>> runs_;     // of each text, what may be its footer
  std::string text_;
  bool spent_ = false;
};

}  // namespace

// A footer behind a text within a multipart, or behind two texts at once.
std::optional<std::vector<Edit>> find_added_tail_in_part(const Draft& draft, const BodyQuestion& question, Budget& budget) {
  return PartTails(draft, question, budget).find();
}

}  // namespace winnow::mend
