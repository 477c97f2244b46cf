// Rich text as Outlook keeps it: unpacked (MS-OXRTFCP), and its words for comparing (MS-OXRTFEX).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "mail/notes.h"

namespace winnow::mail {

// The RTF text of a PidTagRtfCompressed value, at most `limit` bytes. Notes: "tnef.rtf-damaged" where it is cut, its checksum
// differs or its size lies.
std::string unpack_rtf(Bytes packed, std::size_t limit, Notes& notes);

// What a person reads of an RTF text, as UTF-8: paragraphs as line ends, without fonts, styles, pictures and hidden text. Where
// the RTF wraps an HTML text, that text's words.
std::string read_rtf(std::string_view rtf);

}  // namespace winnow::mail
