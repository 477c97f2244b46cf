// What the content fields of one part say (RFC 2045, 2183) and what is odd about a message's own header.
#pragma once

#include <string_view>
#include <vector>

#include "mail/message.h"
#include "mail/notes.h"

namespace winnow::mail {

// Fills type, boundary, charset, name, disposition, content id and encoding of `part`. `default_type`: for a part without
// Content-Type, "" for RFC 2045's text/plain.
void read_content_fields(const std::vector<Field>& fields, std::string_view default_type, Part& part, Notes& notes);

// Notes about the message's own fields: duplicates, raw 8-bit.
void note_header(const std::vector<Field>& fields, Notes& notes);

}  // namespace winnow::mail
