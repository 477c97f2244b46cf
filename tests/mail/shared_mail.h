// Reads the shared mail material in place: files, and the messages inside corpora/*.tar.zst.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace winnow::mail {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::filesystem::path shared(const std::string& below) { return std::filesystem::path(WINNOW_SHARED) / below; }

// Bare LF becomes CRLF.
inline std::string with_crlf(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

// Calls `use(name, bytes)` for every file of every corpora/*.tar.zst, in a fixed order.
inline void for_each_corpus_file(const std::function<void(const std::string&, const std::string&)>& use) {
  std::vector<std::filesystem::path> tars;
  for (const auto& entry : std::filesystem::directory_iterator(shared("corpora")))
    if (entry.path().string().ends_with(".tar.zst")) tars.push_back(entry.path());
  std::sort(tars.begin(), tars.end());
  for (const auto& path : tars) {
    archive* reader = archive_read_new();
    archive_read_support_filter_all(reader);
    archive_read_support_format_tar(reader);
    archive_entry* entry = nullptr;
    if (archive_read_open_filename(reader, path.c_str(), 1 << 16) == ARCHIVE_OK)
      while (archive_read_next_header(reader, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        const auto got = archive_read_data(reader, bytes.data(), bytes.size());
        bytes.resize(got < 0 ? 0 : static_cast<std::size_t>(got));
        use(path.filename().string() + "!" + archive_entry_pathname(entry), bytes);
      }
    archive_read_free(reader);
  }
}

}  // namespace winnow::mail
