// Locator steps of archive members.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

namespace winnow::box {

// Gives each member of one archive a step of its own, in archive order: "!NAME", then "!NAME~2", "!NAME~3".
class MemberNames {
 public:
  // `raw`: the name's bytes as the archive holds them, in any charset; empty for a member without a name.
  std::string step(std::string_view raw);

 private:
  // Names are kept as 64-bit hashes: a million of them must not fill the memory, and two names that meet in one hash
  // only cost one of them a "~2".
  std::unordered_map<std::uint64_t, std::uint32_t> used_;
};

// The member's name of a single compressed stream: "ana.mbox.gz" holds "ana.mbox".
std::string_view without_compression_suffix(std::string_view archive_name);

}  // namespace winnow::box
