// dbox: every byte lies in one piece, cut at any message the pieces are the same, and metadata are read within bounds.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "box/dbox.h"
#include "run/box_facts.h"
#include "run/mailbox_runs.h"

namespace {

using namespace winnow;

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "property broken: %s\n", what);
  std::abort();
}

struct Piece {
  std::uint64_t begin, message, end;
  bool unreadable;
  bool operator==(const Piece&) const = default;
};

std::vector<Piece> pieces(Bytes run, std::uint64_t base) {
  std::vector<Piece> out;
  for (const box::MboxMessage& message : box::split_dbox(run))
    out.push_back({base + message.from_line.begin, base + message.range.begin, base + message.range.end, message.unreadable});
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes{reinterpret_cast<const std::byte*>(data), size};
  std::uint64_t at = 0;
  for (const box::MboxMessage& message : box::split_dbox(bytes)) {
    require(message.from_line.begin == at && message.from_line.end <= message.range.begin, "pieces follow each other");
    require(message.range.begin <= message.range.end && message.range.end == message.metadata.begin, "a message is inside its piece");
    require(message.metadata.end > at && message.metadata.end <= size, "pieces go on");
    at = message.metadata.end;
    const Bytes metadata = bytes.subspan(message.metadata.begin, message.metadata.size());
    require(box::dbox_metadata(metadata).size() <= limits::kDboxMetadataLines, "metadata are bounded");
    const record::BoxFacts facts = run::dbox_facts(metadata);
    require(is_utf8(facts.folder()), "folders are UTF-8");
    for (const record::Param& fact : facts.facts()) require(is_utf8(fact.text()), "facts are UTF-8");
  }
  require(at == size, "every byte lies in a piece");

  const std::vector<Piece> whole = pieces(bytes, 0);
  const box::MboxCutter::ReadAt read = [&](std::uint64_t offset, std::span<std::byte> buffer) -> Result<std::size_t> {
    const Bytes from = bytes.subspan(offset).first(std::min<std::size_t>(buffer.size(), size - offset));
    std::copy(from.begin(), from.end(), buffer.begin());
    return from.size();
  };
  for (const std::uint64_t aimed : {1U, 100U}) {
    std::vector<Piece> cut;
    box::MboxCutter cutter(read, size, box::MboxDialect::kDbox);
    for (auto range = cutter.next(aimed); range && *range; range = cutter.next(aimed))
      for (const Piece& piece : pieces(bytes.subspan((*range)->begin, (*range)->size()), (*range)->begin)) cut.push_back(piece);
    require(cut == whole, "cuts do not change the pieces");
  }
  return 0;
}
