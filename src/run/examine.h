// What a worker does with a run of bytes: split, parse, verify, check; the answer is records. No process, no pipe:
// the fuzzers and the tests call it directly.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/limits.h"
#include "base/result.h"
#include "check/check.h"
#include "mail/message.h"
#include "proof/certificate.h"
#include "proof/key.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// A file that lies beside a message and is a part of it.
struct ApartFile {
  std::string_view part;                           // IMAP number
  std::string_view name;                           // as it stands in a locator
  std::uint64_t size = 0;
  bool encoded = false;                            // as in the message, with its transfer encoding
  std::function<bool(mail::Sink&)> read;           // hands its bytes on; false: not all of them could be read
};

struct ExamineOptions {
  const proof::KeySource* keys = nullptr;
  const proof::Authorities* authorities = nullptr;   // who may vouch for a certificate
  const proof::OpenPgpKeys* openpgp = nullptr;       // OpenPGP keys that the user gave
  check::Claims claims;
  std::optional<std::int64_t> now;     // Unix seconds; a signature whose x= lies before it is marked expired
  std::uint64_t undo_times = limits::kUndoTimes;     // bytes hashed to undo damage, per byte of a message; 0: nothing is undone
  std::span<const Loan> loans;         // what copies of the outermost message lend to it
  bool shallow = false;                // attached archives and embedded messages are named but not opened
};

// One message with all its items (parts, embedded messages, members of attached archives and mailboxes), judged by nobody yet:
// preorder, items[0] is the message itself.
ItemGroup examine_message(Bytes message, const ExamineOptions& options);
// One loose document.
ItemGroup examine_document(Bytes document, std::string_view media_type, std::string_view name);
// A whole extent whose bytes are in memory. `result` may hold an earlier answer, whose room is used again.
// `apart`: the files that lie beside an EMLX.
void examine_extent(Bytes bytes, const Extent& extent, const ExamineOptions& options, ExtentResult& result,
                    std::span<const ApartFile> apart = {});

// Fills the buffer from `offset` of the extent on and returns the bytes there were; fewer only at the end.
using ReadAt = std::function<Result<std::size_t>(std::uint64_t offset, std::span<std::byte> buffer)>;
// Whether an extent is examined in blocks instead of in memory: documents of more than a block, and messages above
// limits::kMessageBytes, of which only the header is read.
bool is_streamed(const Extent& extent);
// Such an extent. A file that shrank, or that cannot be read, gives `failure`.
void examine_streamed(const ReadAt& read_at, const Extent& extent, const ExamineOptions& options, ExtentResult& result);

}  // namespace winnow::run
