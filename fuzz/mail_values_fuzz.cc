// Values of fields: every reader ends, gives UTF-8, and reads its own plain output again to the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/text.h"
#include "mail/message.h"

namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow;
  static constexpr const char* kCharsets[] = {"", "iso-8859-1", "utf-16le", "utf-7", "iso-2022-jp", "gb2312", "koi8-r", "no-such-charset"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  require(is_utf8(mail::decode_unstructured(text, kCharsets[size % 8])), "unstructured text is UTF-8");
  for (const mail::Mailbox& mailbox : mail::parse_addresses(text)) {
    require(is_utf8(mailbox.display) && is_utf8(mailbox.address()), "mailboxes are UTF-8");
    require(mailbox.display.find('\n') == std::string::npos || text.find("=?") != std::string_view::npos, "folds are gone");
  }
  if (const auto date = mail::parse_date(text)) require(date->offset_minutes > -24 * 60 && date->offset_minutes < 24 * 60, "offset of a day at most");
  const std::string id = mail::parse_message_id(text);
  require(id.find_first_of(" \t\r\n") == std::string::npos, "ids hold no white space");
  require(mail::parse_message_id("<" + id + ">") == id || id.find('>') != std::string::npos, "an id is read again");
  return 0;
}
