// docs/checks/alternatives.differ.md
#include "check/checks.h"
#include "check/emit.h"
#include "check/words.h"

namespace winnow::check {

namespace {

// Programs that make one text of the other write links, lists and pictures in their own ways: small differences are usual.
constexpr std::size_t kFewWords = 12;
constexpr std::size_t kShareDenominator = 4;

bool differ(std::size_t lost, std::size_t of) { return lost > kFewWords && lost > of / kShareDenominator; }

}  // namespace

// The plain text and the HTML of one multipart/alternative by their words: two readers of one mail may read two mails.
void alternatives_differ(const Facts& facts, Findings& out) {
  const mail::Message& message = facts.context.message;
  for (const HtmlPart& html : facts.html()) {
    const int parent = html.part->parent;
    if (parent < 0 || message.parts[static_cast<std::size_t>(parent)].subtype != "alternative") continue;
    for (const int index : facts.context.roles.text_plain) {
      const mail::Part& plain = message.parts[static_cast<std::size_t>(index)];
      if (plain.parent != parent) continue;
      const auto of_plain = facts.texts.words_of(index), of_html = facts.texts.words_of(html.index);
      if (!of_plain || !of_html) continue;
      const auto [only_plain, only_html] = difference(*of_plain, *of_html);
      if (!differ(only_plain, of_plain->size()) && !differ(only_html, of_html->size())) continue;
      note(out, "alternatives.differ", "", record::CONTENT)
          .number("only_plain", static_cast<std::int64_t>(only_plain)).number("only_html", static_cast<std::int64_t>(only_html))
          .evidence(plain.body, "plain-part").evidence(html.part->body, "html-part");
      return;
    }
  }
}

}  // namespace winnow::check
