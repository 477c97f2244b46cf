// winnow explain [CHECK]: a check's page, or a word of the verdicts, standings and strengths.
#include <fmt/format.h>

#include "base/text.h"
#include "check/check.h"
#include "face/cli/invocation.h"
#include "face/layout.h"
#include "face/page_text.h"

namespace winnow::face {
namespace {

void list_checks(const Console& console, const Sentences& say) {
  console.out << wrapped(say.say("show.explain.list"), console.width) << "\n";
  for (const check::Page& page : check::pages()) {
    const std::string first = fmt::format("  {} {}", padded(page.name, 26), record::name(page.strength));
    const std::string blank(columns(first) + 2, ' ');
    console.out << wrapped(page.title, console.width, first + "  ", blank);
  }
}

void print_page(const check::Page& page, const Console& console, const Sentences& say) {
  console.out << console.painted(Paint::kBold, page.title) << "\n";
  console.out << wrapped(say.say("show.explain.strength", params({{"strength", std::string(record::name(page.strength))},
                                                                   {"means", say.say("strength." + std::string(record::name(page.strength)) + ".means")}})),
                         console.width, "  ", "  ");
  console.out << wrapped(say.say("show.explain.group", params({{"group", page.group}})), console.width, "  ", "  ");
  console.out << wrapped(say.say("show.explain.base-rate", params({{"rate", page.base_rate}})), console.width, "  ", "  ") << "\n";
  console.out << page_text(page.text, console.width);
}

// "proved" -> the catalogue's words about it.
bool print_word(std::string_view word, const Console& console, const Sentences& say) {
  bool found = false;
  for (const std::string_view topic : {"verdict", "standing", "aspect", "strength", "note", "signature", "loss", "burned"}) {
    std::string id = fmt::format("{}.{}.means", topic, word);
    if (!say.has(id)) id = fmt::format("{}.{}", topic, word);
    if (!say.has(id)) continue;
    console.out << wrapped(say.say(id), console.width, fmt::format("{}: ", word), "  ");
    found = true;
  }
  return found;
}

}  // namespace

int run_explain(const Invocation& in) {
  if (in.operands().empty()) {
    list_checks(in.console(), in.sentences());
    return kExitDone;
  }
  const std::string& word = in.operands()[0];
  if (const check::Page* page = check::page(word)) {
    print_page(*page, in.console(), in.sentences());
    return kExitDone;
  }
  if (print_word(word, in.console(), in.sentences())) return kExitDone;
  complain(in.console(), in.sentences(), "error.nothing-to-explain", params({{"word", word}}));
  return kExitUsage;
}

}  // namespace winnow::face
