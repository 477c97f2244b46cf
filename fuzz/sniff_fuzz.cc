// Type sniffing answers for any bytes, the same for the same bytes, and agrees with the framing about mailboxes.
#include <cstdint>
#include <cstdlib>

#include "box/box.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow::box;
  const auto head = std::as_bytes(std::span(data, size));
  const auto first = sniff(head);
  const auto second = sniff(head);
  if (first.media_type.empty() || first.media_type != second.media_type || first.format != second.format) std::abort();
  if (first.format == Format::kMbox && split_mbox(head, MboxFraming::dialect(head)).empty()) std::abort();
  return 0;
}
