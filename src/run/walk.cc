#include "run/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>

#include "base/limits.h"
#include "base/locator.h"
#include "base/text.h"
#include "box/folder.h"

namespace winnow::run {
namespace {

std::string_view reason_of_error(int error) {
  if (error == ENOENT) return "vanished";
  if (error == ELOOP) return "not-a-file";
  if (error == EACCES || error == EPERM) return "permission";
  return error == EIO ? "io" : "unreadable";
}

// The path, for resuming, of a dump that is a folder, as against its files. Other folders end in a slash, too.
constexpr std::string_view kRootFolder = "/";

// Never waits for a FIFO's other end, never follows a link, never becomes a controlling terminal.
constexpr int kOpenFlags = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;

bool has_suffix_of_database(std::string_view name) {
  return name.ends_with("-wal") || name.ends_with("-shm") || name.ends_with("-journal");
}

}  // namespace

Result<std::vector<Root>> find_roots(const std::vector<std::string>& dumps) {
  std::vector<Root> roots;
  std::map<std::string, int> seen;
  for (const std::string& dump : dumps) {
    const std::unique_ptr<char, decltype(&std::free)> real(::realpath(dump.c_str(), nullptr), &std::free);
    if (!real) return fail(ErrorCode::kNotFound, dump);
    Root root{real.get(), {}};
    const auto slash = root.path.rfind('/');
    const std::string base = locator_name(slash + 1 < root.path.size() ? std::string_view(root.path).substr(slash + 1) : "root");
    const int copies = ++seen[base];
    root.locator = copies == 1 ? base : fmt::format("{}~{}", base, copies);
    roots.push_back(std::move(root));
  }
  return roots;
}

Walk::Walk(std::vector<Root> roots, std::set<FileIdentity> own, std::optional<ResumePoint> after)
    : roots_(std::move(roots)), own_(std::move(own)), after_(std::move(after)) {
  if (after_) root_ = static_cast<std::size_t>(std::min<std::uint64_t>(after_->dump, roots_.size()));
}

std::optional<WalkEntry> Walk::next() {
  for (;;) {
    while (!folders_.empty()) {
      Folder& folder = folders_.back();
      if (folder.at == folder.names.size()) {
        folders_.pop_back();
        continue;
      }
      const Name name = folder.names[folder.at++];
      if (auto entry = visit(folder, name)) return entry;
    }
    if (root_ >= roots_.size()) return std::nullopt;
    auto entry = open_root();
    ++root_;
    if (entry) return entry;
  }
}

std::vector<OpenApart> Walk::apart() const {
  if (folders_.empty() || folders_.back().at == 0) return {};
  const Folder& folder = folders_.back();
  const std::string& name = folder.names[folder.at - 1].name;
  const std::string_view start = std::string_view(name).substr(0, name.find('.') + 1);
  if (start.empty()) return {};
  // In natural order they stand together.
  std::size_t first = folder.at - 1, last = folder.at;
  while (first > 0 && folder.names[first - 1].name.starts_with(start)) --first;
  while (last < folder.names.size() && folder.names[last].name.starts_with(start)) ++last;
  std::vector<std::string> siblings;
  for (std::size_t i = first; i < last; ++i) siblings.push_back(folder.names[i].name);
  const int around = folders_.size() < 2 ? -1 : folders_[folders_.size() - 2].descriptor.get();
  return find_apart(name, siblings, folder.descriptor.get(), around);
}

// The user names the dump, so a link is followed here, and only here.
std::optional<WalkEntry> Walk::open_root() {
  const Root& root = roots_[root_];
  const bool is_resumed = after_ && after_->dump == root_;
  if (is_resumed && after_->complete && after_->path.empty()) return std::nullopt;
  WalkEntry entry;
  entry.dump = root_;
  entry.locator = root.locator;
  entry.box = {root.locator, "file"};
  if (::stat(root.path.c_str(), &entry.status) != 0) {
    entry.reason = reason_of_error(errno);
    return entry;
  }
  if (own_.count({entry.status.st_dev, entry.status.st_ino})) {
    entry.reason = "own-output";
    entry.counts = false;
    return entry;
  }
  if (!S_ISREG(entry.status.st_mode) && !S_ISDIR(entry.status.st_mode)) {
    entry.reason = "not-a-file";
    return entry;
  }
  Descriptor descriptor(::open(root.path.c_str(), kOpenFlags));
  if (!descriptor || ::fstat(descriptor.get(), &entry.status) != 0) {
    entry.reason = reason_of_error(errno);
    return entry;
  }
  if (S_ISDIR(entry.status.st_mode)) {
    const auto slash = root.path.rfind('/');
    entry.path = kRootFolder;
    return enter(std::move(descriptor), std::string_view(root.path).substr(slash + 1), std::move(entry), is_resumed);
  }
  entry.file = std::move(descriptor);
  return entry;
}

// Puts a folder onto the stack. Gives an entry where the folder cannot be entered, or is a box of its own.
std::optional<WalkEntry> Walk::enter(Descriptor descriptor, std::string_view name, WalkEntry entry, bool on_resume_path) {
  const bool inside_maildir = !folders_.empty() && folders_.back().is_maildir;
  if (folders_.size() >= limits::kFolderDepth) return failed(std::move(entry), "too-deep");
  Folder folder;
  folder.descriptor = std::move(descriptor);
  folder.locator = entry.locator;
  folder.path = entry.path == kRootFolder ? std::string() : entry.path;
  folder.on_resume_path = on_resume_path;
  const int error = read_names(folder);
  std::vector<box::FolderEntry> names;
  names.reserve(folder.names.size());
  for (const Name& each : folder.names) names.push_back({each.name, each.is_folder});
  const box::FolderKind kind = box::folder_kind(name, names, inside_maildir);
  folder.is_maildir = kind == box::FolderKind::kMaildir;
  folder.box = kind == box::FolderKind::kMaildirPart && inside_maildir
                   ? folders_.back().box
                   : BoxName{entry.locator, std::string(box::folder_kind_word(kind))};
  std::sort(folder.names.begin(), folder.names.end(), [](const Name& a, const Name& b) { return natural_less(a.key, b.key); });
  if (on_resume_path) skip_committed(folder);
  const bool is_box = folder.is_maildir && !on_resume_path;
  entry.box = folder.box;
  entry.counts = error != 0;
  if (error != 0) entry.reason = reason_of_error(error);
  folders_.push_back(std::move(folder));
  if (is_box || (error != 0 && !on_resume_path)) return entry;
  return std::nullopt;
}

// A file or folder that cannot be opened, unless the ledger has a folder's loss already.
std::optional<WalkEntry> Walk::failed(WalkEntry entry, std::string_view reason) const {
  if (after_ && after_->complete && after_->dump == entry.dump && after_->path == entry.path) return std::nullopt;
  entry.reason = reason;
  return entry;
}

// What could be listed of a folder; 0, or the error that ended the listing early.
int Walk::read_names(Folder& folder) {
  // fdopendir takes the descriptor it is given; openat needs ours.
  const int copy = ::fcntl(folder.descriptor.get(), F_DUPFD_CLOEXEC, 0);
  DIR* const handle = copy < 0 ? nullptr : ::fdopendir(copy);
  if (!handle) {
    const int error = errno;
    if (copy >= 0) ::close(copy);
    return error;
  }
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(handle);
    if (!entry) break;
    const std::string_view raw = entry->d_name;
    if (raw == "." || raw == "..") continue;
    Name name{std::string(raw), locator_name(raw), entry->d_type == DT_DIR};
    if (entry->d_type == DT_UNKNOWN) {
      struct stat status {};
      name.is_folder = ::fstatat(folder.descriptor.get(), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
    }
    // As the locators of what is inside compare.
    if (name.is_folder) name.key += '/';
    folder.names.push_back(std::move(name));
  }
  const int error = errno;
  ::closedir(handle);
  return error;
}

// Everything before the resume point is committed. Where its file is gone by now, the walk goes on behind its place.
void Walk::skip_committed(Folder& folder) {
  const std::string_view rest = std::string_view(after_->path).substr(std::min(after_->path.size(), folder.path.size()));
  if (rest.empty() || rest == kRootFolder) {  // the folder itself was the last that is committed, as a box
    folder.on_resume_path = false;
    return;
  }
  const auto slash = rest.find('/');
  const bool is_folder = slash != std::string_view::npos;
  const std::string key(rest.substr(0, is_folder ? slash + 1 : slash));
  while (folder.at < folder.names.size() && natural_less(folder.names[folder.at].key, key)) ++folder.at;
  if (folder.at == folder.names.size() || folder.names[folder.at].key != key) folder.on_resume_path = false;
  else if (!is_folder && after_->complete) ++folder.at;
}

bool Walk::take_status(int folder, const Name& name, WalkEntry& entry) const {
  if (::fstatat(folder, name.name.c_str(), &entry.status, AT_SYMLINK_NOFOLLOW) == 0) return true;
  entry.reason = reason_of_error(errno);
  return false;
}

std::optional<WalkEntry> Walk::visit(Folder& folder, const Name& name) {
  WalkEntry entry;
  entry.dump = root_ - 1;
  entry.locator = folder.locator + '/' + name.key.substr(0, name.key.size() - (name.is_folder ? 1 : 0));
  entry.path = folder.path + name.key;
  entry.box = folder.box;
  const bool on_resume_path = folder.on_resume_path && name.is_folder && after_->path.starts_with(entry.path);
  if (!take_status(folder.descriptor.get(), name, entry)) return entry;
  const mode_t mode = entry.status.st_mode;
  if (own_.count({entry.status.st_dev, entry.status.st_ino})) {
    entry.reason = "own-output";
    entry.counts = false;
    // SQLite's files beside the case come and go; only the case itself is worth a remark.
    if (has_suffix_of_database(name.name)) return std::nullopt;
    return entry;
  }
  if (!S_ISREG(mode) && !S_ISDIR(mode)) {
    entry.reason = "not-a-file";
    return entry;
  }
  Descriptor descriptor(::openat(folder.descriptor.get(), name.name.c_str(), kOpenFlags | O_NOFOLLOW));
  struct stat opened {};
  if (!descriptor || ::fstat(descriptor.get(), &opened) != 0) return failed(std::move(entry), reason_of_error(errno));
  // Replaced between the look and the opening.
  if ((opened.st_mode & S_IFMT) != (mode & S_IFMT)) {
    entry.reason = "vanished";
    return entry;
  }
  entry.status = opened;
  if (S_ISDIR(mode)) return enter(std::move(descriptor), name.name, std::move(entry), on_resume_path);
  entry.file = std::move(descriptor);
  return entry;
}

}  // namespace winnow::run
