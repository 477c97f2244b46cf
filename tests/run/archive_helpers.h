// Archives made in memory for a test.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <utility>
#include <vector>

namespace winnow::run {

enum class Packing { kTar, kTarGz, kTarXz, kTarZst, kTarBz2, kZip, kSevenZip };

inline std::string packed(Packing packing, const std::vector<std::pair<std::string, std::string>>& files) {
  std::size_t room = 1 << 20;
  for (const auto& [name, content] : files) room += content.size() + 4096;
  std::string bytes(room, '\0');
  std::size_t used = 0;
  archive* const writer = archive_write_new();
  switch (packing) {
    case Packing::kZip: archive_write_set_format_zip(writer); break;
    case Packing::kSevenZip:
      archive_write_set_format_7zip(writer);
      archive_write_set_format_option(writer, "7zip", "compression", "deflate");
      break;
    default: archive_write_set_format_ustar(writer);
  }
  if (packing == Packing::kTarGz) archive_write_add_filter_gzip(writer);
  if (packing == Packing::kTarXz) archive_write_add_filter_xz(writer);
  if (packing == Packing::kTarZst) archive_write_add_filter_zstd(writer);
  if (packing == Packing::kTarBz2) archive_write_add_filter_bzip2(writer);
  archive_write_open_memory(writer, bytes.data(), bytes.size(), &used);
  for (const auto& [name, content] : files) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

}  // namespace winnow::run
