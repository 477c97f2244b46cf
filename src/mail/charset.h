// Text in other charsets, read as UTF-8 (ICU). Converters are opened once per thread.
#pragma once

#include <string>
#include <string_view>

namespace winnow::mail {

// `text` by the named charset as valid UTF-8. A label that is empty, unknown or contradicted by the bytes is replaced by a
// guess: UTF-8 where the bytes are, else windows-1252. What no charset can read becomes U+FFFD.
std::string to_utf8(std::string_view text, std::string_view charset);

// True when the label names a charset that this build can read.
bool is_known_charset(std::string_view charset);

// What a byte order mark at the start says: "utf-8", "utf-16le", "utf-16be", or "".
std::string_view charset_by_mark(std::string_view text);

// The charset named in the head of an HTML text: <meta charset=…> or <meta http-equiv … content="…charset=…">; "" for none.
std::string_view charset_by_meta(std::string_view html);

}  // namespace winnow::mail
