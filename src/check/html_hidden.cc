// docs/checks/html.hidden.md
#include "base/text.h"
#include "check/checks.h"
#include "check/emit.h"
#include "check/words.h"

namespace winnow::check {

// Text in an HTML part that a reader never sees.
void html_hidden(const Facts& facts, Findings& out) {
  for (const HtmlPart& html : facts.html()) {
    const std::string_view hidden = trim(html.reading->hidden);
    const std::size_t count = words(hidden).size();
    if (count < 3) continue;   // a word or two is a template's spacer
    note(out, "html.hidden", "", record::CONTENT)
        .text("text", printable(hidden)).number("words", static_cast<std::int64_t>(count)).evidence(html.part->body, "html-part");
  }
}

}  // namespace winnow::check
