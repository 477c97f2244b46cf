// The questions that sniff() asks, each answered by a file of its own. All look at the first bytes only.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "box/box.h"

namespace winnow::box {

// By fixed bytes at fixed places (sniff_magic.cc). `archive`: libarchive reads it and winnow opens it.
struct Magic { std::string_view media_type; bool archive = false; };
std::optional<Magic> magic_of(std::string_view head);

// A zip or a document that is kept as a zip (sniff_zip.cc).
Magic zip_kind(std::string_view head);
// Where a self-extracting program's archive begins within the head, if it does.
std::optional<Magic> appended_archive(std::string_view head);

// A tar header block: its checksum is right (sniff_tar.cc).
bool is_tar(std::string_view head);

// Whether the head is the header of a mail message (sniff_mail.cc).
bool is_message(std::string_view head);

// What kind of text it is, or "application/octet-stream" (sniff_text.cc).
std::string_view text_kind(std::string_view head);

}  // namespace winnow::box
