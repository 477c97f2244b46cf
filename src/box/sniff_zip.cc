// A zip by the names of its first entries (APPNOTE 4.3.7): office documents, books and programs are zips too, and they are
// one document each, not boxes.
#include <algorithm>
#include <array>
#include <cstdint>

#include "box/sniff_parts.h"

namespace winnow::box {
namespace {

using namespace std::literals;

constexpr auto kLocalHeader = "PK\x03\x04"sv;
constexpr std::size_t kLocalHeaderSize = 30;
constexpr std::size_t kMostEntries = 64;  // looked at

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value |= std::uint32_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}

struct Entry { std::string_view name, stored; };

// The entry at `at`, which becomes the place of the next local header or npos.
std::optional<Entry> entry_at(std::string_view head, std::size_t& at) {
  if (head.size() < at + kLocalHeaderSize || head.compare(at, 4, kLocalHeader) != 0) return std::nullopt;
  const auto flags = little(head, at + 6, 2);
  const auto method = little(head, at + 8, 2);
  const std::size_t packed = little(head, at + 18, 4);
  const std::size_t name_size = little(head, at + 26, 2);
  const std::size_t name_at = at + kLocalHeaderSize;
  if (head.size() < name_at + name_size) return std::nullopt;
  Entry entry{head.substr(name_at, name_size), {}};
  const auto data = name_at + name_size + little(head, at + 28, 2);
  constexpr std::uint32_t kSizeBehindData = 0x8;
  if (data > head.size()) {
    at = std::string_view::npos;
    return entry;
  }
  if (method == 0 && packed <= head.size() - data) entry.stored = head.substr(data, packed);
  at = (flags & kSizeBehindData) != 0 && packed == 0 ? head.find(kLocalHeader, data) : data + packed;
  return entry;
}

struct Part { std::string_view prefix, media_type; };
constexpr auto kOfficeParts = std::to_array<Part>({
    {"word/vbaProject", "application/vnd.ms-word.document.macroEnabled.12"},
    {"xl/vbaProject", "application/vnd.ms-excel.sheet.macroEnabled.12"},
    {"ppt/vbaProject", "application/vnd.ms-powerpoint.presentation.macroEnabled.12"},
    {"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    {"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
    {"visio/", "application/vnd.ms-visio.drawing.main+xml"},
    {"FixedDocSeq.fdseq", "application/vnd.ms-xpsdocument"},
});

bool is_media_type(std::string_view text) {
  const auto ok = [](char c) { return c > ' ' && c < 0x7F; };
  constexpr std::size_t kLongest = 128;
  return text.size() <= kLongest && text.starts_with("application/") && std::all_of(text.begin(), text.end(), ok);
}

}  // namespace

Magic zip_kind(std::string_view head) {
  constexpr Magic kZip{"application/zip", true};
  std::size_t at = head.find(kLocalHeader);
  bool office = false;
  std::size_t best = kOfficeParts.size();
  for (std::size_t n = 0; n < kMostEntries && at != std::string_view::npos; ++n) {
    const auto entry = entry_at(head, at);
    if (!entry) break;
    // ODF 1.3 part 2 section 3.3, EPUB OCF 3.3 section 4.3: the first entry, stored.
    if (n == 0 && entry->name == "mimetype" && is_media_type(entry->stored)) return {entry->stored, false};
    if (entry->name == "META-INF/MANIFEST.MF" && n <= 1) return {"application/java-archive", false};
    if (entry->name == "AndroidManifest.xml") return {"application/vnd.android.package-archive", false};
    office |= entry->name == "[Content_Types].xml" || entry->name == "_rels/.rels";  // ECMA-376 part 2
    for (std::size_t i = 0; i < best; ++i)
      if (entry->name.starts_with(kOfficeParts[i].prefix)) best = i;
  }
  if (!office) return kZip;
  return {best < kOfficeParts.size() ? kOfficeParts[best].media_type : "application/vnd.openxmlformats-package"sv, false};
}

std::optional<Magic> appended_archive(std::string_view head) {
  if (head.find("Rar!\x1A\x07"sv) != std::string_view::npos) return Magic{"application/vnd.rar", true};
  for (auto at = head.find(kLocalHeader); at != std::string_view::npos; at = head.find(kLocalHeader, at + 1)) {
    if (head.size() < at + kLocalHeaderSize) return std::nullopt;
    constexpr std::uint32_t kNewestVersion = 63;
    const auto name_size = little(head, at + 26, 2);
    if (little(head, at + 4, 1) <= kNewestVersion && name_size > 0 && name_size < 1024) return Magic{"application/zip", true};
  }
  return std::nullopt;
}

}  // namespace winnow::box
