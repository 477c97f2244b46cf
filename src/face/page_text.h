// A Markdown page (docs/checks/<check>.md) as plain text for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace winnow::face {

// Paragraphs wrapped, lists kept, headings on a line of their own, code blocks indented, marks of emphasis taken away.
std::string page_text(std::string_view markdown, std::size_t width);

}  // namespace winnow::face
