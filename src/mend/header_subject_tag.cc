// docs/mend/header.subject-tag.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/encoded_words.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kTagBytes = 80, kTags = 4, kTokens = 8;
// What mail programs put in front of the subject of an answer; lists write one for another.
constexpr std::array<std::string_view, 8> kReplyMarks = {"RE:", "re:", "AW:", "Aw:", "SV:", "Sv:", "VS:", "Re: Re:"};

// A tag or the mark of an answer at the beginning of a subject, with the white space behind it.
struct Token {
  bool tag = false;
  std::string_view text;
};

std::size_t skip_space(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n", at), text.size());
}

// Where the tag at the front of `text` ends, white space not counted; 0 where there is none.
std::size_t tag_end(std::string_view text) {
  const auto closed_by = [&](std::string_view open, std::string_view close) -> std::size_t {
    if (!text.starts_with(open)) return 0;
    const std::size_t end = text.find(close, open.size());
    const bool closed = end != std::string_view::npos && end <= kTagBytes && end > open.size();
    return closed && text.substr(0, end).find('\n') == std::string_view::npos ? end + close.size() : 0;
  };
  if (const std::size_t end = closed_by("[", "]")) return text.substr(1, end - 2).find('[') == std::string_view::npos ? end : 0;
  if (const std::size_t end = closed_by("{", "}")) return end;
  return closed_by("***", "***");
}

// Where "Re:", "Re[2]:", "AW:" or the like ends.
std::size_t mark_end(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && at < 5 && is_alpha(text[at])) ++at;
  if (at < 2) return 0;
  if (at < text.size() && (text[at] == '[' || text[at] == '(')) {
    const std::size_t close = text.find_first_of("])", at);
    if (close == std::string_view::npos || close > at + 4) return 0;
    at = close + 1;
  }
  return at < text.size() && text[at] == ':' ? at + 1 : 0;
}

// What stands in front of the tokens, the tokens, and what follows.
struct Subject {
  std::string_view lead, rest;
  std::vector<Token> tokens;
};

Subject read_subject(std::string_view value) {
  Subject subject;
  std::size_t at = skip_space(value, 0);
  subject.lead = value.substr(0, at);
  while (at < value.size() && subject.tokens.size() < kTokens) {
    const std::string_view text = value.substr(at);
    const std::size_t tag = tag_end(text);
    const std::size_t end = tag != 0 ? tag : mark_end(text);
    if (end == 0) break;
    const std::size_t next = skip_space(value, at + end);
    subject.tokens.push_back({tag != 0, value.substr(at, next - at)});
    at = next;
  }
  subject.rest = value.substr(at);
  return subject;
}

std::string write_subject(const Subject& subject) {
  std::string out(subject.lead);
  for (const Token& token : subject.tokens) out += token.text;
  out += subject.rest;
  return out;
}

// Other marks of an answer in place of the first.
void propose_marks(const Subject& subject, const Form& from, unsigned bits, Forms& out) {
  const auto mark = std::find_if(subject.tokens.begin(), subject.tokens.end(), [](const Token& token) { return !token.tag; });
  if (mark == subject.tokens.end()) return;
  const auto index = static_cast<std::size_t>(mark - subject.tokens.begin());
  for (const std::string_view other : kReplyMarks) {
    Subject changed = subject;
    const std::string text = std::string(other) + " ";
    changed.tokens[index].text = text;
    out.push_back(with_field_value(from, 0, write_subject(changed), bits));
  }
  Subject close = subject;
  close.tokens[index].text = trim(close.tokens[index].text);
  out.push_back(with_field_value(from, 0, write_subject(close), bits));
}

void propose_without_tags(const Scene& scene, const Subject& subject, const Form& from, Forms& out) {
  std::vector<std::size_t> tags;
  for (std::size_t i = 0; i < subject.tokens.size() && tags.size() < kTags; ++i)
    if (subject.tokens[i].tag) tags.push_back(i);
  for (unsigned subset = 1; subset < 1U << tags.size(); ++subset) {
    Subject left = subject;
    unsigned count = 0;
    for (std::size_t i = tags.size(); i-- > 0;)
      if ((subset >> i & 1U) != 0) {
        left.tokens.erase(left.tokens.begin() + static_cast<std::ptrdiff_t>(tags[i]));
        ++count;
      }
    const bool first_alone = subset == 1;
    const unsigned bits = (scene.list ? 1 : 4) + (first_alone ? 0 : 2 + count);
    out.push_back(with_field_value(from, 0, write_subject(left), bits));
    if (first_alone) propose_marks(left, from, bits + 6, out);
    // Some lists put "Re:" in front of every answer together with their tag.
    if (!left.tokens.empty() && !left.tokens[0].tag) {
      left.tokens.erase(left.tokens.begin());
      out.push_back(with_field_value(from, 0, write_subject(left), bits + 4));
    }
  }
  if (!tags.empty()) propose_marks(subject, from, scene.list ? 8 : 11, out);
  // A list that moves its tag to the other side of the mark of an answer.
  if (subject.tokens.size() >= 2 && subject.tokens[0].tag != subject.tokens[1].tag) {
    Subject moved = subject;
    std::swap(moved.tokens[0], moved.tokens[1]);
    out.push_back(with_field_value(from, 0, write_subject(moved), scene.list ? 6 : 9));
  }
}

// A tag within the first run of encoded words.
void propose_within_words(const Scene& scene, std::string_view value, const Form& from, Forms& out) {
  const std::size_t begin = skip_space(value, 0);
  std::vector<Piece> pieces = read_pieces(value.substr(begin));
  if (pieces.empty() || !pieces[0].is_word()) return;
  const Subject subject = read_subject(pieces[0].octets);
  const auto tag = std::find_if(subject.tokens.begin(), subject.tokens.end(), [](const Token& token) { return token.tag; });
  if (tag == subject.tokens.end()) return;
  Subject left = subject;
  left.tokens.erase(left.tokens.begin() + (tag - subject.tokens.begin()));
  const std::string text = write_subject(left);
  const unsigned bits = scene.list ? 3 : 6;
  std::string rest;
  for (std::size_t i = 1; i < pieces.size(); ++i)
    rest += pieces[i].is_word() ? write_words(pieces[i].octets, {pieces[i].charset, pieces[i].encoding}) : pieces[i].octets;
  for (const Literal literal : {Literal::kFew, Literal::kMost})
    out.push_back(with_field_value(from, 0, " " + write_words(text, {pieces[0].charset, pieces[0].encoding, literal}) + rest, bits));
  if (is_ascii(text)) out.push_back(with_field_value(from, 0, " " + text + rest, bits));
}

}  // namespace

bool takes_subject(const Scene&, std::string_view field) { return field == "subject"; }

void propose_subject_tag(const Scene& scene, std::string_view, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  const std::string_view value = value_of(from.fields[0].text);
  propose_without_tags(scene, read_subject(value), from, out);
  propose_within_words(scene, value, from, out);
}

}  // namespace winnow::mend
