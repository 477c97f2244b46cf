// What a directory of files is, told from the names in it alone: Maildir, MH, or plain. No file is opened here.
// How they are told apart and why: docs/formats/folders.md.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace winnow::box {

enum class FolderKind : std::uint8_t {
  kPlain,
  kMaildir,        // holds `cur` and `new` (and `tmp`): the messages are in these
  kMaildirPart,    // `cur`, `new` or `tmp` of a Maildir
  kMh,             // messages are files named by integers
};

// What the walker knows of one directory entry.
struct FolderEntry {
  std::string_view name;
  bool is_directory = false;
};

// `name`: of the directory itself; `inside_maildir`: its parent is a Maildir.
FolderKind folder_kind(std::string_view name, std::span<const FolderEntry> entries, bool inside_maildir);

// The name of a Maildir++ subfolder as a person knows it: ".Sent.2016" is "Sent/2016"; empty where `name` is none.
// Modified UTF-7 is kept as it stands.
std::string maildir_folder_name(std::string_view name);

// Flags of a message in `cur`, by its name "UNIQUE:2,FRS" (some systems write '!' or ';' for the colon); empty without.
// P passed, R replied, S seen, T trashed, D draft, F flagged; small letters are keywords.
std::string_view maildir_flags(std::string_view file_name);

// Files that mail programs keep beside messages (indexes, flags, sequences): documents that hold no mail.
bool is_folder_bookkeeping(std::string_view file_name, FolderKind kind);

// The word for a ledger row: "maildir", "mh", "folder".
std::string_view folder_kind_word(FolderKind kind);

}  // namespace winnow::box
