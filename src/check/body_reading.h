// What a body betrays of itself, whatever the fields above it say.
#pragma once

#include <optional>
#include <string_view>

#include "mail/message.h"

namespace winnow::check {

// The transfer encoding that the bytes give away: quoted-printable or base64 where no plain text looks so by chance, identity
// where no encoder writes so; nullopt where both may be ("n=3D and k=4").
std::optional<mail::Encoding> betrayed_encoding(std::string_view body);

// A delimiter line and a Content- field among the fields behind it: the source of a multipart message, read as text.
bool looks_like_multipart_source(std::string_view text);

// The text begins with a tag of HTML.
bool is_markup(std::string_view text);

}  // namespace winnow::check
