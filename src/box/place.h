// What the path of a message says of it: mail programs name folders, and a Maildir notes flags, in file names. The publisher's
// claim, as every name is (docs/formats/folders.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace winnow::box {

struct Place {
  std::string folder;                        // as a person knows it, levels parted by '/'; empty: the path does not tell
  std::vector<std::string_view> flags;       // words of docs/carriage.md
};

// `locator`: of the file in which the message lies, as winnow prints it.
Place place_of(std::string_view locator);

// A mailbox name in IMAP's modified UTF-7 (RFC 3501 section 5.1.3) as UTF-8; as it stands where it is none.
std::string decoded_mailbox_name(std::string_view name);

}  // namespace winnow::box
