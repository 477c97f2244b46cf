// Boxes hold items (DESIGN section 2). What a run of bytes is, where its messages begin, and what an archive holds.
// Type is known from bytes, never from names.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace winnow::box {

enum class Format : std::uint8_t { kMbox, kMessage, kArchive, kDocument };

// What the first bytes of a file say. `head` should hold 64 KiB or the whole file. `media_type` is libmagic-free:
// a small table of signatures, "application/octet-stream" where nothing fits, "text/plain" for text.
struct Sniffed { Format format = Format::kDocument; std::string media_type; };
Sniffed sniff(Bytes head);

// ---- mbox (RFC 4155; dialects mboxo, mboxrd, mboxcl, mboxcl2) ----

enum class MboxDialect : std::uint8_t { kFromLines, kContentLength };

// Positions where a message begins in a run of an mbox: at its `From ` line. The rule is local (the line before, the line
// itself, the line behind), so any cut at a separator gives the same messages: a `From ` line at the start of the file or
// behind an empty line, that carries a date or an address, before a line shaped like a header field or an empty one.
// The exact rule and its reasons: docs/formats/mbox.md.
class MboxFraming {
 public:
  // `head`: the first bytes of the mailbox, for the dialect. Content-Length is believed for a message only where it
  // lands on a separator or the end.
  static MboxDialect dialect(Bytes head);
  // The offset in `window` of the first separator at or behind `from`; nullopt if the window holds none.
  // `window_is_start`: window[0] is the start of the mailbox (or follows an empty line). `at_end`: the window ends the mailbox.
  static std::optional<std::size_t> next_separator(Bytes window, std::size_t from, bool window_is_start, bool at_end);
  // Length of the separator line at the start of `run`, with its line end; 0 if there is none.
  static std::size_t separator_length(Bytes run);
};

// Splits a run that begins with a separator into messages: `message` gets the bytes behind the `From ` line, without the
// empty line that mbox puts before the next separator, and the offset of its first byte in the run.
// Content-Length framing where the dialect says so. Every byte of the run lies in a message, a separator or an empty line.
struct MboxMessage { Range range; Range from_line; bool content_length_wrong = false; };
std::vector<MboxMessage> split_mbox(Bytes run, MboxDialect dialect);

// ---- archives (libarchive: zip, tar, gz, xz, zst, bz2, 7z, rar, nested) ----

// Receives an archive's members in archive order. Names are decoded to UTF-8 for reading; `step` is the locator step
// ("!NAME", percent-encoded, "~2" for duplicates). Nothing is ever written to disk and names are never used as paths.
class MemberSink {
 public:
  virtual ~MemberSink() = default;
  // A member begins; `declared_size` may lie or be absent. Return false to skip its bytes.
  virtual bool begin(std::string_view step, std::optional<std::uint64_t> declared_size) = 0;
  virtual bool data(Bytes bytes) = 0;      // false: stop this member
  virtual void end() = 0;
  // A member or the rest of the archive that could not be read; `step` is empty for the archive itself.
  // `reason` is a catalogue id "loss.<reason>": "encrypted", "archive-damaged", "archive-bomb", "not-a-file", ...
  virtual void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) = 0;
};
// Reads from `read` (fills the buffer, returns bytes read, 0 at the end) or, for formats that seek (7z, zip with a
// central directory at its end), from `size` and `seek` too when given. Limits of base/limits.h apply.
struct ArchiveInput {
  std::function<Result<std::size_t>(std::span<std::byte>)> read;
  std::function<Result<std::uint64_t>(std::uint64_t)> seek;   // may be empty
  std::optional<std::uint64_t> size;
};
// The number of members read. A single compressed stream (x.mbox.gz) has one member, named by the file without its suffix.
Result<std::uint64_t> read_archive(const ArchiveInput& input, std::string_view archive_name, MemberSink& sink);

}  // namespace winnow::box
