// Dovecot's dbox files (sdbox `u.N`, mdbox `m.N`): messages with a header of fixed shape before and metadata lines behind
// each of them (docs/formats/dbox.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "box/box.h"

namespace winnow::box {

// Whether a file begins with a dbox file header and a message header.
bool is_dbox(Bytes head);

// Splits a run that begins with a file header or a message header: `from_line` is the headers before a message, `metadata` the
// lines behind it. `content_length_wrong`: the size in the header leads nowhere; the message then ends before the next metadata,
// the next message or the end of the run. Bytes that belong to no message are a piece that is `unreadable`.
std::vector<MboxMessage> split_dbox(Bytes run);

// Where the piece that begins at `begin` ends. `size`: of the file.
Result<std::uint64_t> dbox_piece_end(const MboxCutter::ReadAt& read_at, std::uint64_t size, std::uint64_t begin);

// One metadata line: its key, and the value behind it.
struct DboxMetadata { char key; std::string_view value; };
// The lines of a message's metadata, without the mark before them, at most limits::kDboxMetadataLines.
std::vector<DboxMetadata> dbox_metadata(Bytes metadata);

}  // namespace winnow::box
