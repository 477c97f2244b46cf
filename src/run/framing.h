// Mailboxes, whatever their framing: what the protocol calls them and what box calls them.
#pragma once

#include "box/box.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// A file that holds messages of its own.
inline bool is_mailbox(Format format) { return format == FORMAT_MBOX || format == FORMAT_DBOX; }
inline bool is_mailbox(box::Format format) { return format == box::Format::kMbox || format == box::Format::kDbox; }

inline box::MboxDialect dialect_of(Format format, bool content_length) {
  if (format == FORMAT_DBOX) return box::MboxDialect::kDbox;
  return content_length ? box::MboxDialect::kContentLength : box::MboxDialect::kFromLines;
}
inline box::MboxDialect dialect_of(const Extent& extent) { return dialect_of(extent.format(), extent.content_length()); }

inline Format format_of(box::Format format) {
  switch (format) {
    case box::Format::kMbox: return FORMAT_MBOX;
    case box::Format::kDbox: return FORMAT_DBOX;
    case box::Format::kMessage: return FORMAT_MESSAGE;
    case box::Format::kEmlx: return FORMAT_EMLX;
    case box::Format::kArchive: return FORMAT_ARCHIVE;
    case box::Format::kDocument: break;
  }
  return FORMAT_DOCUMENT;
}

}  // namespace winnow::run
