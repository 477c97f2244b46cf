// Which mailbox a message lies in, as its locator tells.
#pragma once

#include <cstdint>
#include <string_view>

namespace winnow::record {

// `source`, `message`: the locator's part before '#', and the number behind it, 0 for a file that is one message. A mailbox
// file is its own mailbox; a file that is one message lies in that of its folder: the Maildir (without cur and new), the
// ".mbox" folder of Apple Mail, the folder or archive. "" where there is none around it.
std::string_view mailbox_of(std::string_view source, std::uint64_t message);

}  // namespace winnow::record
