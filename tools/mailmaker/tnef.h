// winmail.dat as Outlook writes it (MS-OXTNEF), and its pieces, for tests that want it broken.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mailmaker {

struct TnefFile {
  std::string name, bytes;
  bool embedded = false; // `bytes` is a TNEF stream
};

struct TnefContent {
  std::string message_class = "IPM.Note", subject, sender_name, sender_address, message_id, correlation_key;
  std::string text, html, rtf; // bodies, RTF stored unpacked
  std::optional<std::int64_t> submitted;
  std::vector<TnefFile> files;
};

std::string write_tnef(const TnefContent &content);

// ---- pieces ----

std::string little_endian(std::uint64_t value, int bytes);
std::string tnef_begin(); // signature, key, code page windows-1252
// With its length and checksum.
std::string tnef_attribute(int level, std::uint32_t id, std::string_view value);

class MapiList {
public:
  void text(std::uint16_t id, std::string_view utf8); // as PtypString; of the basic plane
  void binary(std::uint16_t id, std::string_view bytes);
  void object(std::uint16_t id, std::string_view bytes);
  void number(std::uint16_t id, std::uint32_t value);
  void time(std::uint16_t id, std::int64_t unix_seconds);
  std::string bytes() const;

private:
  void counted(std::uint16_t type, std::uint16_t id, std::string_view value);
  std::uint32_t count_ = 0;
  std::string list_;
};

} // namespace mailmaker
