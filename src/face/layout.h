// Text for a terminal: width in columns, wrapping, padding, quoting for a shell.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace winnow::face {

// Columns that UTF-8 text takes: wide characters two, combining marks none (Unicode UAX 11).
std::size_t columns(std::string_view text);
// Filled with blanks to `width` columns; longer text stays as it is.
std::string padded(std::string_view text, std::size_t width);
std::string padded_left(std::string_view text, std::size_t width);
// Cut to at most `width` columns, with an ellipsis.
std::string clipped(std::string_view text, std::size_t width);
// Broken at blanks into lines of at most `width` columns. The first line begins with `first`, the others with `rest`; a
// word that is wider than a line stays whole, so that a locator can be copied. Ends with a line end.
std::string wrapped(std::string_view text, std::size_t width, std::string_view first = {}, std::string_view rest = {});
// As one word of a POSIX shell; only quoted where it must be.
std::string shell_word(std::string_view text);
// "1,234,567" in the language's own way: a thin blank for French.
std::string grouped(std::uint64_t number, std::string_view language);
// "12.3 MB"; powers of 1000.
std::string byte_size(std::uint64_t bytes);

}  // namespace winnow::face
