// Any bytes parse; ranges nest and account for every byte of every multipart; decoding ends and gives UTF-8.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "../tests/mail/ranges.h"
#include "base/limits.h"
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
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const mail::Message message = mail::parse(as_bytes(text));
  const std::string wrong = mail::check_ranges(message);
  require(wrong.empty(), wrong.c_str());
  require(message.parts.size() <= limits::kParts, "more parts than allowed");
  std::vector<std::string> notes;
  struct Count final : mail::Sink {
    bool write(Bytes bytes) override { total += bytes.size(); return true; }
    std::size_t total = 0;
  };
  for (const mail::Part& part : message.parts) {
    Count count;
    mail::decode_body(message, part, count, &notes);
    require(count.total <= 64 * part.body.size() + 64, "decoding grows without bound");
    if (message.parts.size() > 64) continue;
    require(mail::decode_body(message, part, std::size_t{1} << 30).size() == count.total, "both ways of decoding agree");
    require(is_utf8(mail::decode_text(message, part, std::size_t{1} << 20)), "text is UTF-8");
    require(is_utf8(part.name), "names are UTF-8");
  }
  const mail::Roles roles = mail::roles(message);
  require(roles.text_plain.size() + roles.text_html.size() + roles.attachments.size() <= message.parts.size(), "a part has one role");
  return 0;
}
