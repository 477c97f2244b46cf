#include "run/totals.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <string_view>

#include "base/limits.h"

namespace winnow::run {

struct Totals::Level {
  struct Close { void operator()(DIR* handle) const { ::closedir(handle); } };
  std::unique_ptr<DIR, Close> handle;
};

Totals::Totals(const std::vector<Root>& roots) {
  for (auto root = roots.rbegin(); root != roots.rend(); ++root) pending_.push_back(root->path);
}

Totals::~Totals() = default;

void Totals::enter(int descriptor) {
  DIR* const handle = descriptor < 0 ? nullptr : ::fdopendir(descriptor);
  if (handle) levels_.push_back({std::unique_ptr<DIR, Level::Close>(handle)});
  else if (descriptor >= 0) ::close(descriptor);
}

bool Totals::step(unsigned entries) {
  constexpr int kFolder = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
  for (; entries > 0; --entries) {
    struct stat status {};
    if (levels_.empty()) {
      if (pending_.empty()) return false;
      const std::string root = std::move(pending_.back());
      pending_.pop_back();
      if (::stat(root.c_str(), &status) != 0) continue;
      if (S_ISREG(status.st_mode)) bytes_ += static_cast<std::uint64_t>(status.st_size);
      if (S_ISDIR(status.st_mode)) enter(::open(root.c_str(), kFolder));
      continue;
    }
    DIR* const folder = levels_.back().handle.get();
    const dirent* const entry = ::readdir(folder);
    if (!entry) {
      levels_.pop_back();
      continue;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == ".." || (entry->d_type != DT_REG && entry->d_type != DT_DIR && entry->d_type != DT_UNKNOWN)) continue;
    if (::fstatat(::dirfd(folder), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISREG(status.st_mode)) bytes_ += static_cast<std::uint64_t>(status.st_size);
    if (S_ISDIR(status.st_mode) && levels_.size() < limits::kFolderDepth)
      enter(::openat(::dirfd(folder), entry->d_name, kFolder | O_NOFOLLOW));
  }
  return true;
}

}  // namespace winnow::run
