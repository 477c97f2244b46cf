#include "box/member_names.h"

#include <array>
#include <functional>

#include "base/locator.h"
#include "base/text.h"

namespace winnow::box {
namespace {

constexpr std::array<std::string_view, 9> kSuffixes = {".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".lz", ".z", ".zstd"};

std::uint64_t hash_of(std::string_view name) { return std::hash<std::string_view>{}(name); }

}  // namespace

std::string MemberNames::step(std::string_view raw) {
  const auto name = raw.empty() ? std::string("unnamed") : locator_name(raw);
  auto& count = used_[hash_of(name)];
  if (count++ == 0) return "!" + name;
  // A member may really be called "NAME~2".
  for (auto n = count;; ++n) {
    const auto tried = name + "~" + std::to_string(n);
    if (auto& taken = used_[hash_of(tried)]; taken++ == 0) {
      used_[hash_of(name)] = n;
      return "!" + tried;
    }
  }
}

std::string_view without_compression_suffix(std::string_view archive_name) {
  for (const auto suffix : kSuffixes)
    if (archive_name.size() > suffix.size() && iequals(archive_name.substr(archive_name.size() - suffix.size()), suffix))
      return archive_name.substr(0, archive_name.size() - suffix.size());
  return archive_name;
}

}  // namespace winnow::box
