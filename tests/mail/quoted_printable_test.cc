#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "base/text.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

// RFC 2045 section 6.7, a byte at a time.
std::string decoded_slowly(std::string_view text) {
  const auto is_hex = [](char c) { return is_digit(c) || (to_lower(c) >= 'a' && to_lower(c) <= 'f'); };
  std::string out;
  while (!text.empty()) {
    const std::size_t feed = text.find('\n');
    std::string_view line = text.substr(0, feed), end;
    text.remove_prefix(feed == std::string_view::npos ? text.size() : feed + 1);
    if (feed != std::string_view::npos) {
      end = line.ends_with('\r') ? "\r\n" : "\n";
      if (line.ends_with('\r')) line.remove_suffix(1);
    }
    while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
    if (line.ends_with('=')) {
      line.remove_suffix(1);
      end = {};
    }
    for (std::size_t at = 0; at < line.size(); ++at) {
      if (line[at] == '=' && line.size() - at > 2 && is_hex(line[at + 1]) && is_hex(line[at + 2])) {
        out += static_cast<char>(std::strtol(std::string(line.substr(at + 1, 2)).c_str(), nullptr, 16));
        at += 2;
      } else {
        out += line[at];
      }
    }
    out += end;
  }
  return out;
}

TEST(QuotedPrintable, DecodesAsByteByByte) {
  const std::vector<std::string> pieces = {"a", "b", "word and more of it ", "=C3=A9", "=e2=80=99", "=\n", "=\r\n", "= \n", "\n", "\r\n", " \n", "\t", "=", "=X1", "=4", "\r", "=0D=0A", std::string(40, 'x'), std::string(200, 'y')};
  std::mt19937 random(13);
  for (int round = 0; round < 20'000; ++round) {
    std::string body;
    // Some bodies are larger than the block in which decoded bytes are gathered.
    for (auto left = round % 2'000 == 0 ? 20'000 : random() % 40; left > 0; --left) body += pieces[random() % pieces.size()];
    const std::string mail = "Content-Transfer-Encoding: quoted-printable\n\n" + body;
    const Message message = parse(as_bytes(mail));
    ASSERT_EQ(decode_body(message, message.parts[0], mail.size()), decoded_slowly(body)) << body;
  }
}

}  // namespace
}  // namespace winnow::mail
