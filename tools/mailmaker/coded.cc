#include "mailmaker/coded.h"


namespace mailmaker {

std::string uuencoded(std::string_view name, std::string_view bytes) {
  const auto put = [](std::size_t value) { return value == 0 ? '`' : static_cast<char>(value + ' '); };
  std::string out = "begin 644 " + std::string(name) + "\n";
  for (std::size_t at = 0; at < bytes.size(); at += 45) {
    const auto line = bytes.substr(at, 45);
    const auto byte = [&](std::size_t i) { return i < line.size() ? static_cast<unsigned char>(line[i]) : 0U; };
    out += put(line.size());
    for (std::size_t i = 0; i < line.size(); i += 3) {
      const unsigned bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
      for (int shift = 18; shift >= 0; shift -= 6)
        out += put(bits >> shift & 0x3F);
    }
    out += '\n';
  }
  return out + "`\nend\n";
}

std::string yencoded(std::string_view name, std::string_view bytes) {
  const std::string size = " size=" + std::to_string(bytes.size());
  std::string out = "=ybegin line=128" + size + " name=" + std::string(name) + "\n", line;
  for (const char c : bytes) {
    const auto coded = static_cast<char>(static_cast<unsigned char>(c) + 42);
    if (coded == '\0' || coded == '\r' || coded == '\n' || coded == '=') {
      line += '=';
      line += static_cast<char>(static_cast<unsigned char>(coded) + 64);
    } else {
      line += coded;
    }
    if (line.size() >= 128) {
      out += line + "\n";
      line.clear();
    }
  }
  return out + line + "\n=yend" + size + "\n";
}

} // namespace mailmaker
