// docs/mend/tail.added.md
#include "base/undo_limits.h"
#include "mend/encode.h"
#include "mend/line_hash.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "tail.added";
constexpr std::string_view kRewrapped = "transfer.base64-lines";   // where nothing is cut

// The end of the line that begins at `at`.
std::size_t line_end(std::string_view text, std::size_t at) {
  const std::size_t feed = text.find('\n', at);
  return feed == std::string_view::npos ? text.size() : feed + 1;
}

}  // namespace

// A footer of whatever words, behind the whole body: the hash is asked at every line end.
std::optional<std::vector<Edit>> find_added_tail(const Draft& draft, const BodyQuestion& question, Budget& budget) {
  const std::string_view body = draft.body();
  const std::size_t lines = draft.is_at_hand() ? body.size() : limits::kEndLines;
  if (!budget.spend(cost_of_end(body, lines))) return std::nullopt;
  const std::uint64_t begin = draft.message().body.begin;
  const auto end = LineHash(question).find_end(body, question.digest, lines);
  if (!end) return std::nullopt;
  std::vector<Edit> edits;
  if (*end < body.size()) edits.push_back({kStep, {begin + *end, begin + body.size()}, {}, true});
  return edits;
}

// The same within a text that is one base64 run: lines of the decoded text, written again at each width.
std::optional<std::vector<Edit>> find_added_tail_in_base64(const Draft& draft, const BodyQuestion& question, Budget& budget) {
  const mail::Message& message = draft.message();
  const mail::Part& part = message.parts.front();
  if (message.parts.size() != 1 || part.encoding != mail::Encoding::kBase64 || !is_text(part) || part.body.size() > limits::kRewrittenBytes)
    return std::nullopt;
  const std::string text = mail::decode_body(message, part, limits::kRewrittenBytes);
  const std::string_view line_break = line_end_of(message);
  for (const std::size_t width : {76, 60, 72, 64}) {
    if (!budget.spend(cost_of_end(text) * 2)) return std::nullopt;
    const std::size_t octets = width / 4 * 3;
    LineHash hash(question);
    std::size_t hashed = 0;
    for (std::size_t at = 0; at < text.size();) {
      at = line_end(text, at);
      // Whole lines of base64 in front of the cut belong to every later one, too.
      for (; hashed + octets < at; hashed += octets) hash.add(encode_base64(std::string_view(text).substr(hashed, octets), 0, "") + "\n");
      for (const bool end_kept : {true, false}) {
        std::size_t end = at;
        if (!end_kept) {
          if (end > hashed && text[end - 1] == '\n') --end;
          if (end > hashed && text[end - 1] == '\r') --end;
        }
        LineHash whole(hash);
        whole.add(encode_base64(std::string_view(text).substr(hashed, end - hashed), 0, ""));
        if (whole.digest() != question.digest) continue;
        std::vector<Edit> edits;
        const std::string body = encode_base64(std::string_view(text).substr(0, end), width, line_break) + std::string(line_break);
        const std::string_view step = at == text.size() ? kRewrapped : kStep;
        if (auto edit = set_body(message, part, step, body)) edits.push_back(std::move(*edit));
        return edits;
      }
    }
  }
  return std::nullopt;
}

}  // namespace winnow::mend
