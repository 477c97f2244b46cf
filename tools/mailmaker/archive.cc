#include "mailmaker/archive.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace mailmaker {
namespace {

const auto kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit)
      c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}();

void little(std::string &out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i)
    out += static_cast<char>(value >> (8 * i) & 0xFF);
}

} // namespace

std::uint32_t crc32_of(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes)
    crc = kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
  return ~crc;
}

std::string zip(const Members &members) {
  constexpr std::uint32_t kDate = (39U << 25) | (1U << 21) | (1U << 16); // 2019-01-01 00:00:00
  std::string out, directory;
  for (const auto &[name, bytes] : members) {
    const auto offset = out.size();
    std::string common;
    little(common, 20, 2);
    little(common, 0x0800, 2); // names are UTF-8
    little(common, 0, 2);
    little(common, kDate, 4);
    little(common, crc32_of(bytes), 4);
    little(common, bytes.size(), 4);
    little(common, bytes.size(), 4);
    little(common, name.size(), 2);
    little(common, 0, 2);
    out += std::string("PK\x03\x04", 4) + common + name + bytes;
    directory += std::string("PK\x01\x02", 4) + std::string("\x14\x03", 2) + common;
    little(directory, 0, 6);
    little(directory, std::uint64_t{0100644} << 16, 4);
    little(directory, offset, 4);
    directory += name;
  }
  const auto begin = out.size();
  out += directory + std::string("PK\x05\x06\0\0\0\0", 8);
  little(out, members.size(), 2);
  little(out, members.size(), 2);
  little(out, directory.size(), 4);
  little(out, begin, 4);
  little(out, 0, 2);
  return out;
}

std::string tar(const Members &members) {
  std::string out;
  for (const auto &[name, bytes] : members) {
    std::string header(512, '\0');
    const auto put = [&](std::size_t at, std::string_view text) {
      std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(at));
    };
    std::array<char, 16> size{};
    std::snprintf(size.data(), size.size(), "%011zo", bytes.size());
    put(0, std::string_view(name).substr(0, 100));
    put(100, "0000644");
    put(108, "0001750");
    put(116, "0001750");
    put(124, size.data());
    put(136, "13411000000"); // 2019-01-10
    put(148, "        ");
    put(156, "0");
    put(257, std::string_view("ustar\0" "00", 8));
    unsigned sum = 0;
    for (const char c : header)
      sum += static_cast<unsigned char>(c);
    std::snprintf(size.data(), size.size(), "%06o", sum);
    put(148, std::string_view(size.data(), 7));
    out += header + bytes;
    out.resize((out.size() + 511) / 512 * 512);
  }
  out.append(1024, '\0');
  return out;
}

std::string gzip(std::string_view bytes) {
  constexpr std::size_t kBlockBytes = 65535;
  std::string out("\x1F\x8B\x08\0\0\0\0\0\0\xFF", 10);
  for (std::size_t at = 0; at < bytes.size() || at == 0; at += kBlockBytes) {
    const auto block = bytes.substr(at, kBlockBytes);
    out += at + kBlockBytes >= bytes.size() ? '\1' : '\0';
    little(out, block.size(), 2);
    little(out, ~block.size(), 2);
    out += block;
  }
  little(out, crc32_of(bytes), 4);
  little(out, bytes.size(), 4);
  return out;
}

} // namespace mailmaker
