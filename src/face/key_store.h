// The user's own key archive: what `winnow keys import` keeps and `winnow examine` uses unless --no-archive is given.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "proof/key.h"

namespace winnow::face {

// $XDG_DATA_HOME/winnow/keys.jsonl, or ~/.local/share/winnow/keys.jsonl; empty where neither variable is set.
std::string key_store_path();
// Its text, empty where there is none yet. Errors: kIo.
Result<std::string> read_key_store(const std::string& path);
// One line of it (DESIGN section 7 "Keys"), with its line end.
std::string key_line(const proof::Key& key);

struct Imported { std::size_t added = 0, known = 0; };
// Adds those of `keys` that `path` lacks (same name, same record) and writes it anew. Errors: kIo, kDiskFull.
Result<Imported> add_keys(const std::string& path, const std::vector<proof::Key>& keys);

// A whole file as bytes. Errors: kNotFound, kIo (both with the words of the system).
Result<std::string> read_file(const std::string& path);
// The file, or the files that lie in the folder, in the order of their names. Errors: as read_file, kLimitExceeded above
// `limit` bytes in all.
Result<std::vector<std::string>> read_files(const std::string& path, std::size_t limit);

}  // namespace winnow::face
