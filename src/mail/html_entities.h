// Character references (WHATWG HTML section 13.2.5.72).
#pragma once

#include <string>
#include <string_view>

namespace winnow::mail {

// `text` with numeric references and the named ones of HTML 4 decoded; others stay as written.
std::string decode_entities(std::string_view text);

}  // namespace winnow::mail
