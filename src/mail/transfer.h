// The text transfer encodings: quoted-printable (RFC 2045 section 6.7) and uuencode (POSIX, as mail programs used it).
#pragma once

#include <string_view>

#include "mail/notes.h"

namespace winnow::mail {

// Collects decoded bytes into blocks, so that a sink sees few and large writes.
class Output;

void decode_quoted_printable(std::string_view text, Output& out, Notes& notes);
void decode_uuencode(std::string_view text, Output& out, Notes& notes);
void decode_base64(std::string_view text, Output& out, Notes& notes);

}  // namespace winnow::mail
