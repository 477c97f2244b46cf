// Footers as list software writes them (docs/mend/templates.md): the only words that may stand behind a proved text.
#pragma once

#include <span>
#include <string_view>

namespace winnow::check {

// Whether the lines, blank ones left out and trimmed, are one or several such footers and nothing else: every line matched
// tightly, with the same list's name throughout. No line at all is none.
bool is_list_footer(std::span<const std::string_view> lines);

}  // namespace winnow::check
