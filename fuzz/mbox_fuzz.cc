// Framing: every byte is accounted for, ranges are in order, and a cut at any message gives the same messages.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "box/box.h"

using namespace winnow;
using namespace winnow::box;

namespace {

void require(bool fact) {
  if (!fact) std::abort();
}

void check_order(std::string_view text, const std::vector<MboxMessage>& split) {
  std::uint64_t at = 0;
  for (const auto& message : split) {
    require(message.from_line.empty() || message.from_line.begin >= at);
    require(message.from_line.empty() || message.range.begin == message.from_line.end);
    require(message.range.begin >= at && message.range.end >= message.range.begin && message.range.end <= text.size());
    at = message.range.end;
  }
}

void check_cut(Bytes run, const std::vector<MboxMessage>& whole, MboxDialect dialect, std::size_t number) {
  const auto cut = whole[number].from_line.begin;
  if (cut == 0) return;
  const auto head = split_mbox(run.first(cut), dialect);
  const auto tail = split_mbox(run.subspan(cut), dialect);
  require(head.size() == number && head.size() + tail.size() == whole.size());
  for (std::size_t i = 0; i < number; ++i) require(head[i].range == whole[i].range);
  for (std::size_t i = 0; i < tail.size(); ++i) {
    require(tail[i].range.begin + cut == whole[number + i].range.begin);
    require(tail[i].range.end + cut == whole[number + i].range.end);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto run = std::as_bytes(std::span(data, size));
  (void)MboxFraming::dialect(run);
  for (const auto dialect : {MboxDialect::kFromLines, MboxDialect::kContentLength}) {
    const auto whole = split_mbox(run, dialect);
    check_order(as_text(run), whole);
    if (!whole.empty()) check_cut(run, whole, dialect, size % whole.size());
  }
  return 0;
}
