// How mail programs and the demo's truth write things down (bench/make_demo.cc).
#pragma once

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

#include "mailmaker/keys.h"

namespace demo {

inline std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += '\\';
    out += c;
  }
  return out + '"';
}

inline std::string emlx(const std::string &message, std::int64_t date, int flags) {
  std::string count = std::to_string(message.size());
  count.resize(std::max<std::size_t>(count.size(), 10), ' ');
  return count + "\n" + message +
         "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\">\n<dict>\n\t<key>date-received</key>\n\t<integer>" +
         std::to_string(date) + "</integer>\n\t<key>flags</key>\n\t<integer>" + std::to_string(flags) + "</integer>\n</dict>\n</plist>\n";
}

// The message without the bytes of its attached file, as Apple Mail keeps it once it has put the file beside it.
inline std::string without_file(std::string message) {
  const std::size_t part = message.find("Content-Disposition: attachment");
  const std::size_t begin = message.find("\n\n", part) + 1;
  const std::size_t end = message.find("\n--", begin);
  return message.replace(begin, end - begin, "X-Apple-Content-Length: " + std::to_string(end - begin - 1) + "\n\n");
}

inline std::string hexadecimal(std::uint64_t value) {
  std::ostringstream out;
  out << std::hex << value;
  return out.str();
}

// A message in a file of Dovecot's dbox.
inline std::string dbox_message(const std::string &text, std::int64_t date) {
  const std::string size = hexadecimal(text.size());
  return "\x01\x02N          " + std::string(16 - size.size(), '0') + size + "\n" + text + "\n\x01\x03\nG" +
         mailmaker::sha256_hex(text).substr(0, 32) + "\nR" + hexadecimal(static_cast<std::uint64_t>(date)) + "\nBSent\n\n";
}

} // namespace demo
