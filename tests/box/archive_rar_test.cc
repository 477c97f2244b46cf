// RAR archives cannot be made on Debian, so these are put together by hand from the published descriptions of the format:
// stored members only.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "box/archive_helpers.h"

namespace winnow::box {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1)));
  }
  return ~crc;
}

std::string little(std::uint64_t value, std::size_t size) {
  std::string out;
  for (std::size_t i = 0; i < size; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

// RAR 4: each block is CRC16, type, flags, size of the header, then the header's own fields.
std::string rar4_block(std::uint8_t type, std::uint16_t flags, const std::string& fields) {
  const auto rest = little(type, 1) + little(flags, 2) + little(7 + fields.size(), 2) + fields;
  return little(crc32(rest) & 0xFFFF, 2) + rest;
}

std::string rar4_member(const std::string& name, const std::string& content, std::uint16_t flags = 0x8000) {
  const auto fields = little(content.size(), 4) + little(content.size(), 4) + little(3, 1) /* unix */ + little(crc32(content), 4) +
                      little(0x4A8B6000, 4) /* DOS time */ + little(20, 1) /* version */ + little(0x30, 1) /* stored */ +
                      little(name.size(), 2) + little(0100644, 4) + name;
  return rar4_block(0x74, flags, fields) + content;
}

std::string rar4(const std::string& members) {
  using namespace std::literals;
  return "Rar!\x1A\x07\0"s + rar4_block(0x73, 0, std::string(6, '\0')) + members + rar4_block(0x7B, 0x4000, "");
}

// RAR 5: CRC32, then size, type and flags as numbers of seven bits a byte.
std::string number(std::uint64_t value) {
  std::string out;
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  return out + static_cast<char>(value);
}

std::string rar5_block(std::uint64_t type, const std::string& fields, const std::string& data = {}) {
  const auto header = number(type) + number(data.empty() ? 0 : 2) + (data.empty() ? "" : number(data.size())) + fields;
  const auto sized = number(header.size()) + header;
  return little(crc32(sized), 4) + sized + data;
}

std::string rar5_member(const std::string& name, const std::string& content) {
  const auto fields = number(4) /* has CRC32 */ + number(content.size()) + number(0100644) + little(crc32(content), 4) +
                      number(0) /* stored */ + number(1) /* unix */ + number(name.size()) + name;
  return rar5_block(2, fields, content);
}

std::string rar5(const std::string& members) {
  using namespace std::literals;
  return "Rar!\x1A\x07\x01\0"s + rar5_block(1, number(0)) + members + rar5_block(5, number(0));
}

TEST(Rar, StoredMembersOfVersion4ComeOut) {
  const auto archive = rar4(rar4_member("ana.eml", "Subject: a\n\nx\n") + rar4_member("b", "2"));
  EXPECT_EQ(sniff(as_bytes(archive)).media_type, "application/vnd.rar");
  const auto found = unpack(archive);
  EXPECT_THAT(found.losses, IsEmpty());
  EXPECT_THAT(found.steps, ElementsAre("!ana.eml", "!b"));
  EXPECT_THAT(found.contents, ElementsAre("Subject: a\n\nx\n", "2"));
}

TEST(Rar, StoredMembersOfVersion5ComeOut) {
  const auto archive = rar5(rar5_member("\xC3\xA9t\xC3\xA9.eml", "Subject: a\n\nx\n") + rar5_member("b", "2"));
  EXPECT_EQ(sniff(as_bytes(archive)).media_type, "application/vnd.rar");
  const auto found = unpack(archive);
  EXPECT_THAT(found.losses, IsEmpty());
  EXPECT_THAT(found.steps, ElementsAre("!\xC3\xA9t\xC3\xA9.eml", "!b"));
  EXPECT_THAT(found.contents, ElementsAre("Subject: a\n\nx\n", "2"));
}

TEST(Rar, AnEncryptedMemberOfVersion4IsNamed) {
  const auto found = unpack(rar4(rar4_member("shut", "2", 0x8004)));
  EXPECT_THAT(found.losses, Contains(testing::HasSubstr("encrypted")));
  EXPECT_THAT(found.contents, IsEmpty());
}

TEST(Rar, ACutVersion5DeliversWhatWasBefore) {
  const auto archive = rar5(rar5_member("a", std::string(1000, 'a')) + rar5_member("b", std::string(5000, 'b')));
  const auto found = unpack(std::string_view(archive).substr(0, 3000));
  ASSERT_FALSE(found.contents.empty());
  EXPECT_EQ(found.contents[0], std::string(1000, 'a'));
  EXPECT_FALSE(found.losses.empty());
}

}  // namespace
}  // namespace winnow::box
