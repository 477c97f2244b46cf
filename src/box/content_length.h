// Content-Length of the mboxcl dialects: bytes of the body as they stand in the mailbox.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace winnow::box {

// `body`: where the body begins in the message, behind the first empty line (the message's size if it has none within
// kHeaderReach or before a line that begins with "From "). `length`: the value of the last well-formed Content-Length field
// of such a header.
struct ContentLength {
  std::size_t body = 0;
  std::optional<std::uint64_t> length;
};
// Headers longer than this are not searched.
inline constexpr std::size_t kHeaderReach = 256 * 1024;
ContentLength content_length(std::string_view message);

}  // namespace winnow::box
