#include "face/editions.h"

#include <charconv>

namespace winnow::face {

std::optional<Editions> editions_of(const store::Case& opened) {
  Editions editions;
  editions.first = opened.note("edition.first");
  editions.second = opened.note("edition.second");
  if (editions.first.empty()) return std::nullopt;
  const auto number = [&](std::string_view name) {
    const std::string text = opened.note(name);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  editions.are_editions = number("edition.are-editions") != 0;
  editions.same = number("edition.same");
  editions.differs = number("edition.differs");
  editions.only_first = number("edition.only-first");
  editions.only_second = number("edition.only-second");
  return editions;
}

std::vector<std::string> editions_in_words(const Editions& editions, const Sentences& say) {
  const auto values = params({{"first", editions.first}, {"second", editions.second}, {"same", editions.same},
                              {"differs", editions.differs}, {"only_first", editions.only_first}, {"only_second", editions.only_second}});
  if (!editions.are_editions) return {say.say("terminal.editions.parts", values)};
  std::vector<std::string> lines = {say.say("terminal.editions.same", values)};
  if (editions.differs != 0) lines.push_back(say.say("terminal.editions.differs", values));
  if (editions.only_first != 0) lines.push_back(say.say("terminal.editions.only-first", values));
  if (editions.only_second != 0) lines.push_back(say.say("terminal.editions.only-second", values));
  if (lines.size() > 1) lines.push_back(say.say("terminal.editions.means", values));
  return lines;
}

}  // namespace winnow::face
