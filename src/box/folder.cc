#include "box/folder.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace winnow::box {
namespace {

bool is_maildir_part(std::string_view name) { return name == "cur" || name == "new" || name == "tmp"; }

// MH numbers messages from 1; a deleted one is kept as ",N" or "#N" for a while.
bool is_mh_number(std::string_view name) {
  constexpr std::size_t kMostDigits = 9;
  return !name.empty() && name.size() <= kMostDigits && name.front() != '0' && std::all_of(name.begin(), name.end(), is_digit);
}

constexpr std::array<std::string_view, 7> kMhFiles = {".mh_sequences", ".mh_profile", ".xmhcache", ".mew-cache",
                                                      ".mew-summary",  ".sylpheed_cache", ".claws_cache"};
constexpr std::array<std::string_view, 5> kMaildirFiles = {"maildirfolder", "maildirsize", "subscriptions",
                                                           "courierimapuiddb", "courierimapkeywords"};

template <typename Table>
bool holds(const Table& table, std::string_view name) {
  return std::find(table.begin(), table.end(), name) != table.end();
}

}  // namespace

FolderKind folder_kind(std::string_view name, std::span<const FolderEntry> entries, bool inside_maildir) {
  if (inside_maildir && is_maildir_part(name)) return FolderKind::kMaildirPart;
  if (name.ends_with(".sbd")) return FolderKind::kPlain;   // of Thunderbird: its mailboxes may be named by years
  const auto has_directory = [&](std::string_view wanted) {
    return std::any_of(entries.begin(), entries.end(),
                       [&](const FolderEntry& entry) { return entry.is_directory && entry.name == wanted; });
  };
  // Copying tools leave out empty directories, so `tmp`, and often `new`, may be missing; `cur` alone is too common a name.
  if (has_directory("cur") && (has_directory("new") || has_directory("tmp"))) return FolderKind::kMaildir;

  std::size_t files = 0;
  std::size_t numbers = 0;
  bool marked = false;
  for (const auto& entry : entries) {
    if (entry.is_directory) continue;
    marked |= holds(kMhFiles, entry.name);
    if (entry.name.starts_with('.')) continue;
    ++files;
    numbers += is_mh_number(entry.name);
  }
  // Without MH's own file every name must be a number: a folder of scans "1", "2", "cover" is no mailbox.
  if (numbers > 0 && (marked || numbers == files)) return FolderKind::kMh;
  return FolderKind::kPlain;
}

std::string maildir_folder_name(std::string_view name) {
  if (name.size() < 2 || name.front() != '.' || name == "..") return {};
  std::string out(name.substr(1));
  std::replace(out.begin(), out.end(), '.', '/');
  return out;
}

std::string_view maildir_flags(std::string_view file_name) {
  const auto at = file_name.rfind("2,");
  if (at == std::string_view::npos || at == 0) return {};
  const char mark = file_name[at - 1];
  if (mark != ':' && mark != '!' && mark != ';') return {};
  const auto flags = file_name.substr(at + 2);
  return std::all_of(flags.begin(), flags.end(), is_alpha) ? flags : std::string_view{};
}

bool is_folder_bookkeeping(std::string_view file_name, FolderKind kind) {
  if (kind == FolderKind::kMh) return holds(kMhFiles, file_name);
  if (kind == FolderKind::kMaildir || kind == FolderKind::kMaildirPart)
    return holds(kMaildirFiles, file_name) || file_name.starts_with("dovecot") || file_name.starts_with(".dovecot");
  return false;
}

std::string_view folder_kind_word(FolderKind kind) {
  switch (kind) {
    case FolderKind::kMaildir:
    case FolderKind::kMaildirPart: return "maildir";
    case FolderKind::kMh: return "mh";
    case FolderKind::kPlain: break;
  }
  return "folder";
}

}  // namespace winnow::box
