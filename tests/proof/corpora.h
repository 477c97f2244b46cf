// The packed corpora, member by member.
#pragma once

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace winnow::proof {

inline void each_member(const std::filesystem::path& path,
                        const std::function<void(const std::string& name, const std::string& bytes)>& take) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), archive_read_free);
  archive_read_support_filter_all(reader.get());
  archive_read_support_format_all(reader.get());
  ASSERT_EQ(archive_read_open_filename(reader.get(), path.c_str(), 1 << 16), ARCHIVE_OK) << path;
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
    ASSERT_EQ(archive_read_data(reader.get(), bytes.data(), bytes.size()), static_cast<la_ssize_t>(bytes.size()));
    take(archive_entry_pathname(entry), bytes);
  }
}

}  // namespace winnow::proof
