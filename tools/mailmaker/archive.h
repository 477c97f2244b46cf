// Archives with nothing compressed in them: enough to put mailboxes and files into, and the same bytes everywhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mailmaker {

using Members = std::vector<std::pair<std::string, std::string>>; // name, bytes

std::uint32_t crc32_of(std::string_view bytes);
// Stored members, dated 2019-01-01 (APPNOTE 4.3).
std::string zip(const Members &members);
// POSIX ustar; names up to 100 bytes.
std::string tar(const Members &members);
// RFC 1952 around stored blocks (RFC 1951 section 3.2.4).
std::string gzip(std::string_view bytes);

} // namespace mailmaker
