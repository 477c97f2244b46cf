// Locators: the address of an item, stable between runs and readable by a person (DESIGN section 5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace winnow {

// A name as it may stand in a locator: `%`, `!`, `#`, `:`, control bytes and bytes that are not UTF-8 percent-encoded.
// Path separators stay (PATH may hold folders, and so may members' names).
std::string locator_name(std::string_view raw);
// The bytes behind a name of a locator; nullopt where a percent sign has no two hex digits behind it.
std::optional<std::string> locator_name_decoded(std::string_view name);

// A locator cut at its message step: "leak.zip!a.mbox" + 17 + ":2!annex.docx". message 0: the source itself is the item.
struct LocatorParts {
  std::string source;
  std::uint64_t message = 0;
  std::string suffix;
};
// `source` ends before the last '#N' step, or, where there is none, before the first ':' step.
LocatorParts split_locator(std::string_view locator);
std::string join_locator(std::string_view source, std::uint64_t message, std::string_view suffix);

// Natural order: runs of digits compare as numbers, everything else bytewise. A strict weak order over all strings,
// with a bytewise tie break.
bool natural_less(std::string_view a, std::string_view b);

}  // namespace winnow
