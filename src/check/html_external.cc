// docs/checks/html.external.md
#include "base/text.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// Pictures and styles that a reader's program would fetch: what they showed then is not in the dump.
void html_external(const Facts& facts, Findings& out) {
  for (const HtmlPart& html : facts.html()) {
    if (html.reading->external.empty()) continue;
    note(out, "html.external", "", record::CONTENT)
        .number("count", static_cast<std::int64_t>(html.reading->external.size()))
        .text("first", printable(html.reading->external.front())).evidence(html.part->body, "html-part");
  }
}

}  // namespace winnow::check
