// Mailbox files in their dialects.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace mailmaker {

enum class Dialect { kMboxrd, kMboxo, kMboxcl2 };

// Appends one message with its `From ` line, LF line ends, and an empty line behind it.
void append_mbox(std::string &out, std::string_view message, std::string_view sender, std::int64_t date, Dialect dialect);

} // namespace mailmaker
