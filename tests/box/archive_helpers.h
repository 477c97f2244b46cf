// Archives made in tests: by the usual programs or byte by byte.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "box/box.h"
#include "box/files.h"

namespace winnow::box {

// What a reader told, as lines: "+NAME" with the content in `contents`, "!NAME reason".
struct Recorder : MemberSink {
  std::vector<std::string> steps, contents, losses;
  std::vector<std::optional<std::uint64_t>> declared;
  std::uint64_t most_bytes = UINT64_MAX;  // kept of one member
  std::uint64_t bytes = 0;
  bool open = false;

  bool begin(std::string_view step, std::optional<std::uint64_t> size) override {
    if (open) std::abort();
    open = true;
    steps.emplace_back(step);
    declared.push_back(size);
    contents.emplace_back();
    return true;
  }
  bool data(Bytes run) override {
    bytes += run.size();
    const auto room = most_bytes - contents.back().size();
    contents.back() += as_text(run).substr(0, room);
    return true;
  }
  void end() override { open = false; }
  void lost(std::string_view step, std::string_view reason, std::uint64_t) override {
    losses.push_back(std::string(step) + " " + std::string(reason));
  }
};

inline Recorder unpack(std::string_view archive, std::string_view name = "leak") {
  Recorder recorder;
  ArchiveBudget budget(archive.size());
  (void)read_archive(archive_in_memory(as_bytes(archive)), name, budget, recorder);
  return recorder;
}

// A folder of its own, gone with the test.
class Folder {
 public:
  Folder() {
    std::string path = (std::filesystem::temp_directory_path() / "winnow-box-XXXXXX").string();
    path_ = mkdtemp(path.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  void add(const std::string& name, std::string_view content) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name, std::ios::binary) << content;
  }
  // Runs a shell command in the folder; false if it failed.
  bool run(const std::string& command) const {
    return std::system(("cd '" + path_.string() + "' && (" + command + ") >/dev/null 2>&1").c_str()) == 0;
  }
  std::string file(const std::string& name) const { return read_file(path_ / name); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

struct Made {
  std::string name;
  std::string content;
  unsigned type = AE_IFREG;
  std::string target = {};          // of links
  std::int64_t declared_size = -1;  // -1: the content's size
};

// Writes an archive with libarchive. `format`: "zip", "ustar", "pax", "gnutar"; `filter`: nullptr, "gzip", "xz", ...
inline std::string make_archive(const std::vector<Made>& members, const char* format, const char* filter = nullptr,
                                const char* options = nullptr) {
  std::string out;
  archive* const writer = archive_write_new();
  archive_write_set_format_by_name(writer, format);
  if (filter != nullptr) archive_write_add_filter_by_name(writer, filter);
  if (options != nullptr) archive_write_set_options(writer, options);
  archive_write_set_bytes_in_last_block(writer, 1);
  const auto append = [](archive*, void* to, const void* data, std::size_t size) -> la_ssize_t {
    static_cast<std::string*>(to)->append(static_cast<const char*>(data), size);
    return static_cast<la_ssize_t>(size);
  };
  archive_write_open(writer, &out, nullptr, append, nullptr);
  for (const auto& member : members) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, member.name.c_str());
    archive_entry_set_filetype(entry, member.type);
    archive_entry_set_perm(entry, 0644);
    if (member.type == AE_IFLNK) archive_entry_set_symlink(entry, member.target.c_str());
    if (member.type == AE_IFREG && !member.target.empty()) archive_entry_set_hardlink(entry, member.target.c_str());
    archive_entry_set_size(entry, member.declared_size >= 0 ? member.declared_size : static_cast<la_int64_t>(member.content.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, member.content.data(), member.content.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  return out;
}

}  // namespace winnow::box
