// HTML: any text is read, the readings are UTF-8, and nothing appears that was not there.
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
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const mail::HtmlReading reading = mail::read_html(text);
  require(is_utf8(reading.visible) && is_utf8(reading.hidden), "readings are UTF-8");
  require(reading.visible.size() + reading.hidden.size() <= 3 * size + 16, "no text from nothing");
  require(reading.visible.find("\n\n") == std::string::npos, "empty lines are folded");
  for (const std::string& url : reading.external) require(is_utf8(url) && !url.empty(), "references are UTF-8");
  return 0;
}
