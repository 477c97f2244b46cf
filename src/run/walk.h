// Walks the dumps file by file in the natural order of locators, without knowing the names of other folders than those
// on the way. Nothing that is not a regular file is ever opened.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "run/apart.h"
#include "run/channel.h"
#include "run/resume.h"

namespace winnow::run {

// A box by name, as a ledger row begins.
struct BoxName {
  std::string locator, format;
  friend bool operator==(const BoxName&, const BoxName&) = default;
};

// One dump of the command line.
struct Root {
  std::string path;          // absolute
  std::string locator;       // its base name, "~2" behind it where another dump has the same
};

// What the walk came to: a file, opened; or something that is none, with the reason; or (neither) a folder that is a box
// of its own although it may be empty.
struct WalkEntry {
  std::uint64_t dump = 0;
  std::string locator;
  std::string path;          // the locator within the dump, for resuming; folders end in '/'
  BoxName box;               // the folder (or mailbox of files) that the entry belongs to
  Descriptor file;
  struct stat status {};
  std::string reason;        // catalogue id "loss.<reason>"; empty for a file
  bool counts = true;        // whether the box should have held an item here
};

// Device and inode: the same file under whatever name.
using FileIdentity = std::pair<dev_t, ino_t>;

class Walk {
 public:
  // `own`: files that winnow itself writes; they are passed over with a remark.
  Walk(std::vector<Root> roots, std::set<FileIdentity> own, std::optional<ResumePoint> after = std::nullopt);

  // The next entry; nullopt at the end.
  std::optional<WalkEntry> next();
  // Files beside the file that next() gave last which are parts of its message, should it be one of Apple Mail.
  std::vector<OpenApart> apart() const;

 private:
  struct Name { std::string name, key; bool is_folder = false; };
  struct Folder {
    Descriptor descriptor;
    std::vector<Name> names;
    std::size_t at = 0;
    std::string locator, path;
    BoxName box;
    bool is_maildir = false;
    bool on_resume_path = false;
  };

  std::optional<WalkEntry> open_root();
  std::optional<WalkEntry> enter(Descriptor descriptor, std::string_view name, WalkEntry entry, bool on_resume_path);
  std::optional<WalkEntry> visit(Folder& folder, const Name& name);
  std::optional<WalkEntry> failed(WalkEntry entry, std::string_view reason) const;
  int read_names(Folder& folder);
  void skip_committed(Folder& folder);
  bool take_status(int folder, const Name& name, WalkEntry& entry) const;

  std::vector<Root> roots_;
  std::set<FileIdentity> own_;
  std::optional<ResumePoint> after_;
  std::size_t root_ = 0;
  std::vector<Folder> folders_;
};

// The dumps as roots. kNotFound names the first that does not exist.
Result<std::vector<Root>> find_roots(const std::vector<std::string>& dumps);

}  // namespace winnow::run
