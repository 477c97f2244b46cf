// Boxes hold items (DESIGN section 2). What a run of bytes is, where its messages begin, and what an archive holds.
// Type is known from bytes, never from names.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace winnow::box {

// kEmlx: one message of Apple Mail in its wrapping (box/emlx.h). kDbox: a mailbox file of Dovecot (box/dbox.h).
enum class Format : std::uint8_t { kMbox, kMessage, kArchive, kDocument, kEmlx, kDbox };

// What the first bytes of a file say. `head` should hold 64 KiB or the whole file. `media_type` is libmagic-free:
// a small table of signatures, "application/octet-stream" where nothing fits, "text/plain" for text.
struct Sniffed { Format format = Format::kDocument; std::string media_type; };
Sniffed sniff(Bytes head);

// ---- mbox (RFC 4155; dialects mboxo, mboxrd, mboxcl, mboxcl2), and dbox, which is cut and split alike ----

enum class MboxDialect : std::uint8_t { kFromLines, kContentLength, kDbox };

// Positions where a message begins in a run of an mbox: at its `From ` line. The rule is local (the line before, the line
// itself, the line behind), so any cut at a separator gives the same messages: a `From ` line at the start of the file or
// behind an empty line, that carries a date or an address, before a line shaped like a header field or an empty one.
// The exact rule and its reasons: docs/formats/mbox.md.
class MboxFraming {
 public:
  // Windows must overlap: a separator is reported where the window holds kContextBefore bytes before it (or the mailbox
  // begins with the window) and kContextBehind bytes behind its first (or the mailbox ends with the window).
  static constexpr std::size_t kContextBefore = 3;
  static constexpr std::size_t kContextBehind = 2048;

  // `head`: the first bytes of the mailbox, for the dialect. Content-Length is believed for a message only where it
  // lands on a separator or the end.
  static MboxDialect dialect(Bytes head);
  // The offset in `window` of the first separator at or behind `from`; nullopt if the window holds none.
  // `window_is_start`: window[0] is the start of the mailbox (or follows an empty line). `at_end`: the window ends the mailbox.
  static std::optional<std::size_t> next_separator(Bytes window, std::size_t from, bool window_is_start, bool at_end);
  // Length of the separator line at the start of `run`, with its line end; 0 if there is none.
  static std::size_t separator_length(Bytes run);
};

// Splits a run that begins with a separator into messages: `range` is the bytes behind the `From ` line, without the
// empty line that mbox puts before the next separator; both ranges are offsets in the run.
// Content-Length framing where the dialect says so. Every byte of the run lies in a message, a separator or an empty line
// (or in the byte order mark of a mailbox that a Windows program touched). Bytes before the first separator that are
// more than that make a message with an empty `from_line`.
struct MboxMessage {
  Range range;
  Range from_line;
  bool content_length_wrong = false;    // kContentLength: the field is there and leads nowhere; kDbox: the size does
  bool holds_separators = false;        // Content-Length was believed over lines that look like separators
  bool unreadable = false;              // kDbox: bytes that are no message
  Range metadata{};                     // kDbox: behind the message
};
std::vector<MboxMessage> split_mbox(Bytes run, MboxDialect dialect);

// Cuts a mailbox of any size into runs for split_mbox without reading all of it: only the neighbourhood of each cut, or,
// in the dialect kContentLength, the header of each message.
class MboxCutter {
 public:
  // Fills the buffer from `offset` on and returns how many bytes there were; fewer only at the end of the file.
  using ReadAt = std::function<Result<std::size_t>(std::uint64_t offset, std::span<std::byte> buffer)>;
  MboxCutter(ReadAt read_at, std::uint64_t size, MboxDialect dialect);
  // The next run: begins where the last one ended and ends before a separator. It is at least `aimed_bytes` long unless
  // the mailbox ends or a message above limits::kMessageBytes comes, which is always a run of its own. nullopt at the end.
  // Errors: those of `read_at`.
  Result<std::optional<Range>> next(std::uint64_t aimed_bytes);

 private:
  Result<Bytes> read(std::uint64_t offset, std::size_t length);
  Result<std::uint64_t> separator_at_or_behind(std::uint64_t offset);
  Result<std::uint64_t> last_separator(std::uint64_t begin, std::uint64_t end);
  Result<std::uint64_t> message_end(std::uint64_t begin);

  ReadAt read_at_;
  std::uint64_t size_;
  MboxDialect dialect_;
  std::uint64_t position_ = 0;
  std::vector<std::byte> buffer_;
};

// ---- archives (libarchive: zip, tar, gz, xz, zst, bz2, 7z, rar, nested) ----

// What one archive, with everything nested in it, may still unpack. An archive inside another is charged to all around it,
// so neither a bomb of many layers nor one small bomb in a large honest archive gets far. Not thread-safe.
class ArchiveBudget {
 public:
  explicit ArchiveBudget(std::uint64_t packed_bytes) : packed_bytes_(packed_bytes) {}
  // An archive that is a member (or an attachment in a member) of another. `around` must outlive it.
  ArchiveBudget(ArchiveBudget& around, std::uint64_t packed_bytes)
      : around_(&around), packed_bytes_(packed_bytes), depth_(around.depth_ + 1) {}

  // False once limits::kArchiveRatio is passed here or in an archive around.
  bool take_bytes(std::uint64_t count);
  // False from the limits::kArchiveEntries-th entry of this archive on. An entry costs bytes too: a million empty ones
  // are a bomb of their own.
  bool take_entry();
  // Whether this archive lies too deep to be opened (limits::kArchiveDepth).
  bool too_deep() const;
  std::uint64_t unpacked_bytes() const { return unpacked_bytes_; }

 private:
  ArchiveBudget* around_ = nullptr;
  std::uint64_t packed_bytes_;
  std::uint64_t unpacked_bytes_ = 0;
  std::uint64_t entries_ = 0;
  std::size_t depth_ = 1;
};

// Receives an archive's members in archive order. Names are decoded to UTF-8 for reading; `step` is the locator step
// ("!NAME", percent-encoded, "~2" for duplicates). Nothing is ever written to disk and names are never used as paths.
class MemberSink {
 public:
  virtual ~MemberSink() = default;
  // A member begins; `declared_size` may lie or be absent. Return false to skip its bytes.
  virtual bool begin(std::string_view step, std::optional<std::uint64_t> declared_size) = 0;
  virtual bool data(Bytes bytes) = 0;      // false: stop this member
  virtual void end() = 0;                  // follows each begin() that returned true
  // A member or the rest of the archive that could not be read; `step` is empty for the archive itself. Comes before end()
  // for a member of which some bytes were delivered.
  // `reason` is a catalogue id "loss.<reason>": "encrypted", "archive-damaged", "archive-bomb", "not-a-file", ...
  // `bytes`: how many are missing, of the member or of the packed archive; 0 where nobody knows.
  virtual void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) = 0;
};
// Reads from `read` (fills the buffer, returns bytes read, 0 at the end) or, for formats that seek (7z, zip with a
// central directory at its end), from `size` and `seek` (to an absolute offset, returns it) too when given.
struct ArchiveInput {
  std::function<Result<std::size_t>(std::span<std::byte>)> read;
  std::function<Result<std::uint64_t>(std::uint64_t)> seek;   // may be empty
  std::optional<std::uint64_t> size;
};
// An archive in memory; `bytes` must outlive the input.
ArchiveInput archive_in_memory(Bytes bytes);

// The number of members read. A single compressed stream (x.mbox.gz) has one member, named by `archive_name` (the last
// step of its locator) without its suffix. Members that are archives are handed out as they are: the caller opens them with
// a budget inside this one. Everything before a damage is delivered. Re-entrant; calls no file system.
// Errors: kLimitExceeded where memory for the reader is lacking.
Result<std::uint64_t> read_archive(const ArchiveInput& input, std::string_view archive_name, ArchiveBudget& budget,
                                   MemberSink& sink);

// Passwords that every read_archive() of this process tries on encrypted members from now on (zip only: libarchive opens no
// other kind). Without them such members are lost as "encrypted".
void use_passwords(std::vector<std::string> passwords);

// Loads what libarchive and the C library load on first use (character tables, locale), so that read_archive opens no file
// afterwards. To be called in each worker before it gives up the file system.
void warm_up_archives();

}  // namespace winnow::box
