// White space as HTML shows it.
#pragma once

#include <string>
#include <string_view>

namespace winnow::mail {

// Appends `text` with every run of white space as one blank; none at the beginning of `out` or behind white space there.
void append_folded(std::string& out, std::string_view text);

}  // namespace winnow::mail
