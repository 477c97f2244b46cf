// The fields that say how a body is read, where they are not signed: anyone may have written them, so only what every program
// reads alike is taken for what it says.
#pragma once

#include <string_view>

namespace winnow::check {

// Nothing but `type "/" subtype *(";" attribute "=" value)` in the form of RFC 2045 section 5.1: no comment, no escape, no
// parameter twice, nothing between the parts; and no parameter that decides the reading in extended or continued form
// (RFC 2231) or with a blank at its end.
bool is_plain_type(std::string_view content_type);

// One word (RFC 2045 section 6.1), without comment, quotes or parameters.
bool is_plain_encoding(std::string_view transfer_encoding);

// "1.0" (RFC 2045 section 4), a comment behind it allowed.
bool is_plain_version(std::string_view mime_version);

}  // namespace winnow::check
