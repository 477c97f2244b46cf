// Cutting: the dump as a stream of slices in the order in which they are committed. A slice is a large mailbox's run of
// messages, or a handful of small files, or what an archive's worker put into one memory file.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "box/box.h"
#include "case/case.h"
#include "run/channel.h"
#include "run/protocol.pb.h"
#include "run/resume.h"
#include "run/walk.h"

namespace winnow::run {

// A source while its slices are under way. `id` 0: not in the case yet.
struct OpenSource {
  store::Source record;
  std::uint64_t messages = 0;            // numbers given to messages so far, at commitment
  BoxName box;                           // the box that counts this source as an item
};

// A run of bytes of one source.
struct Cut {
  std::shared_ptr<OpenSource> source;
  std::shared_ptr<const Descriptor> file;
  std::uint64_t offset = 0, length = 0;  // within `file`
  Format format = FORMAT_DOCUMENT;
  std::string media_type, name;
  bool content_length = false;           // an mbox of the dialect that counts its bodies
  bool first = true;                     // of its source
  std::shared_ptr<const std::vector<OpenApart>> apart;   // EMLX: files beside it; null: none
  std::optional<ExtentResult> ready;     // examined by who unpacked it: nothing is left to do
};

struct Slice {
  std::uint64_t number = 0;
  std::vector<std::shared_ptr<OpenSource>> opened;   // archives: sources that hold other sources
  std::vector<Cut> cuts;
  std::vector<store::Box> boxes;         // of what was never opened, and of folders without files
  std::vector<store::LossRow> losses;
  ResumePoint after;
  std::uint64_t bytes = 0;               // of the dump, for the progress
  std::optional<std::uint32_t> buffer;   // an archive's memory file that is free again once the slice is examined
};

// What comes next in the dump: a slice; or an archive, whose slices another process makes; or the end.
struct ArchiveFile {
  std::shared_ptr<OpenSource> source;
  std::shared_ptr<const Descriptor> file;
  std::uint64_t size = 0;
  std::string name;
  ResumePoint here;                      // `events` of it are committed already
};
struct End {};
using Step = std::variant<Slice, ArchiveFile, End>;

class Cutter {
 public:
  // `after`: where the case ends; `sources`: how many it holds. A mailbox that is committed in part is the last of them.
  Cutter(Walk walk, std::optional<ResumePoint> after, std::uint64_t sources);

  Step next();
  // Whether the file at the resume point is not what it was when the run was interrupted.
  bool file_changed() const { return file_changed_; }

 private:
  void take(WalkEntry entry);
  void begin_mailbox(WalkEntry entry, Cut cut, bool resumed);
  std::optional<Slice> next_run();
  std::uint64_t aimed_bytes() const;
  Slice flush();

  Walk walk_;
  std::optional<ResumePoint> after_;
  std::uint64_t sources_;
  bool file_changed_ = false;
  Slice batch_;
  bool batch_has_ledger_ = false;
  std::uint64_t batch_messages_ = 0;     // estimated, in its mailboxes
  std::size_t batch_apart_ = 0;          // files beside its messages

  // The mailbox that is being cut.
  struct Mailbox {
    Cut cut;
    std::unique_ptr<box::MboxCutter> cutter;
    std::uint64_t base = 0;              // where the cutter's range begins in the file
    std::uint64_t next = 0;              // where its next run begins in the file
    ResumePoint point;
  };
  std::optional<Mailbox> mailbox_;
  std::optional<ArchiveFile> archive_;
};

// "mbox", "message", "document", "archive", "emlx", "dbox".
std::string format_name(Format format);

// Cuts one run of a mailbox in two at a separator near the middle; nullopt: it holds one message.
std::optional<std::pair<Cut, Cut>> halve(const Cut& cut);

}  // namespace winnow::run
