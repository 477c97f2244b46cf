#include "mailmaker/tnef.h"

namespace mailmaker {
namespace {

constexpr int kMessage = 1, kAttachment = 2;
constexpr std::uint32_t kCodePage = 0x00069007, kClass = 0x00078008, kMessageProperties = 0x00069003, kBegins = 0x00069002,
                        kTitle = 0x00018010, kContent = 0x0006800F, kAttachmentProperties = 0x00069005;
constexpr std::string_view kMessageClassId("\x07\x03\x02\0\0\0\0\0\xC0\0\0\0\0\0\0\x46", 16);

std::string stored_rtf(std::string_view rtf) {
  const auto size = static_cast<std::uint32_t>(rtf.size());
  return little_endian(size + 12, 4) + little_endian(size, 4) + "MELA" + little_endian(0, 4) + std::string(rtf);
}

std::string attachment(const TnefFile &file) {
  MapiList properties;
  properties.text(0x3707, file.name);
  properties.number(0x3705, file.embedded ? 5 : 1);
  if (file.embedded)
    properties.object(0x3701, std::string(kMessageClassId) + file.bytes);
  std::string out = tnef_attribute(kAttachment, kBegins, std::string(14, '\0')) +
                    tnef_attribute(kAttachment, kTitle, file.name.substr(0, 8) + std::string(1, '\0'));
  if (!file.embedded)
    out += tnef_attribute(kAttachment, kContent, file.bytes);
  return out + tnef_attribute(kAttachment, kAttachmentProperties, properties.bytes());
}

} // namespace

std::string little_endian(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

std::string tnef_begin() {
  return little_endian(0x223E9F78, 4) + little_endian(1, 2) +
         tnef_attribute(kMessage, kCodePage, little_endian(1252, 4) + little_endian(0, 4));
}

std::string tnef_attribute(int level, std::uint32_t id, std::string_view value) {
  std::uint32_t sum = 0;
  for (const char c : value)
    sum += static_cast<unsigned char>(c);
  return little_endian(static_cast<std::uint64_t>(level), 1) + little_endian(id, 4) + little_endian(value.size(), 4) +
         std::string(value) + little_endian(sum & 0xFFFF, 2);
}

void MapiList::counted(std::uint16_t type, std::uint16_t id, std::string_view value) {
  list_ += little_endian(type, 2) + little_endian(id, 2) + little_endian(1, 4) + little_endian(value.size(), 4);
  list_ += value;
  list_.append((4 - value.size() % 4) % 4, '\0');
  ++count_;
}

void MapiList::text(std::uint16_t id, std::string_view utf8) {
  std::string wide;
  const auto add = [&](unsigned unit) { wide += {static_cast<char>(unit & 0xFF), static_cast<char>(unit >> 8)}; };
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto at = [&](std::size_t j) { return i + j < utf8.size() ? static_cast<unsigned char>(utf8[i + j]) : 0U; };
    if (at(0) < 0x80) {
      add(at(0));
    } else if (at(0) < 0xE0) {
      add((at(0) & 0x1F) << 6 | (at(1) & 0x3F));
      i += 1;
    } else {
      add((at(0) & 0x0F) << 12 | (at(1) & 0x3F) << 6 | (at(2) & 0x3F));
      i += 2;
    }
  }
  counted(0x001F, id, wide + std::string(2, '\0'));
}

void MapiList::binary(std::uint16_t id, std::string_view bytes) { counted(0x0102, id, bytes); }
void MapiList::object(std::uint16_t id, std::string_view bytes) { counted(0x000D, id, bytes); }

void MapiList::number(std::uint16_t id, std::uint32_t value) {
  list_ += little_endian(0x0003, 2) + little_endian(id, 2) + little_endian(value, 4);
  ++count_;
}

void MapiList::time(std::uint16_t id, std::int64_t unix_seconds) {
  const auto ticks = static_cast<std::uint64_t>(unix_seconds + 11'644'473'600) * 10'000'000;
  list_ += little_endian(0x0040, 2) + little_endian(id, 2) + little_endian(ticks, 8);
  ++count_;
}

std::string MapiList::bytes() const { return little_endian(count_, 4) + list_; }

std::string write_tnef(const TnefContent &content) {
  MapiList properties;
  const auto say = [&](std::uint16_t id, const std::string &text) {
    if (!text.empty())
      properties.text(id, text);
  };
  say(0x0037, content.subject);
  say(0x0042, content.sender_name);
  if (!content.sender_address.empty()) {
    properties.text(0x0064, "SMTP");
    properties.text(0x0065, content.sender_address);
  }
  say(0x1035, content.message_id);
  if (!content.correlation_key.empty())
    properties.binary(0x007F, content.correlation_key + std::string(1, '\0'));
  if (content.submitted)
    properties.time(0x0039, *content.submitted);
  say(0x1000, content.text);
  if (!content.html.empty())
    properties.binary(0x1013, content.html);
  if (!content.rtf.empty())
    properties.binary(0x1009, stored_rtf(content.rtf));
  std::string out = tnef_begin() + tnef_attribute(kMessage, kClass, content.message_class + std::string(1, '\0')) +
                    tnef_attribute(kMessage, kMessageProperties, properties.bytes());
  for (const TnefFile &file : content.files)
    out += attachment(file);
  return out;
}

} // namespace mailmaker
