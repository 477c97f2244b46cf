#include "run/examine.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "box/box.h"
#include "box/dbox.h"
#include "box/emlx.h"
#include "run/box_facts.h"
#include "run/framing.h"
#include "run/item.h"
#include "run/message.h"

namespace winnow::run {
namespace {

constexpr std::size_t kBlockBytes = limits::kMiB;

void fill_document(std::string sha256, std::uint64_t size, std::string_view media_type, std::string_view name,
                   record::Item& item) {
  item.set_kind(record::KIND_DOCUMENT);
  item.set_sha256(std::move(sha256));
  item.set_size(size);
  item.set_media_type(std::string(media_type));
  item.set_name(to_text(name));
}

void examine_mailbox(Bytes bytes, const Extent& extent, const ExamineOptions& options, ExtentResult& result) {
  const auto dialect = dialect_of(extent);
  for (const box::MboxMessage& framing : box::split_mbox(bytes, dialect)) {
    const MailboxMessage message{0, framing, dialect, bytes};
    ItemGroup& group = *result.add_groups();
    if (framing.unreadable) {
      record::Loss& loss = *group.add_losses();
      loss.set_reason("not-a-message");
      loss.set_bytes(framing.range.size());
      continue;
    }
    append_message(message.bytes(), options, group, keeping_of(message));
    note_framing(message, *group.mutable_items(0));
  }
}

void examine_emlx(Bytes bytes, const ExamineOptions& options, std::span<const ApartFile> apart, ItemGroup& group) {
  const box::Emlx emlx = box::split_emlx(bytes);
  Keeping keeping;
  keeping.facts = emlx_facts(bytes.subspan(emlx.trailer.begin, emlx.trailer.size()));
  keeping.parts_apart = true;
  keeping.apart = apart;
  append_message(bytes.subspan(emlx.message.begin, emlx.message.size()), options, group, keeping);
  for (const std::string_view note : emlx.notes) add_note(*group.mutable_items(0), note);
}

// The line end of the message's last line and the empty line behind it belong to the mailbox, not to the message.
std::size_t mailbox_tail(Bytes tail) {
  const std::string_view text = as_text(tail);
  if (text.ends_with("\r\n\r\n")) return 2;
  return text.ends_with("\n\n") ? 1 : 0;
}

// Reads an extent front to back in blocks. Once failed it stays failed.
class Blocks {
 public:
  Blocks(const ReadAt& read_at, const Extent& extent, ExtentResult& result)
      : read_at_(read_at), length_(extent.length()), result_(result), block_(std::min<std::uint64_t>(length_, kBlockBytes)) {}

  // The next block; empty at the end or after a failure.
  Bytes next() {
    const std::size_t want = std::min<std::uint64_t>(block_.size(), length_ - offset_);
    if (want == 0 || !result_.failure().empty()) return {};
    const auto got = read_at_(offset_, std::span(block_).first(want));
    if (!got) return result_.set_failure("io"), Bytes{};
    offset_ += *got;
    result_.set_bytes_read(offset_);
    if (*got < want) return result_.set_failure("shrunk"), Bytes{};
    return Bytes(block_).first(want);
  }
  bool at_end() const { return offset_ == length_; }

 private:
  const ReadAt& read_at_;
  std::uint64_t length_, offset_ = 0;
  ExtentResult& result_;
  std::vector<std::byte> block_;
};

// A message too large to hold: hashed whole, its header read from its first block.
void stream_message(Blocks& blocks, const Extent& extent, ItemGroup& group) {
  const bool framed = extent.format() == FORMAT_MBOX;
  Bytes block = blocks.next();
  std::size_t line = framed ? box::MboxFraming::separator_length(block) : 0;
  if (extent.format() == FORMAT_DBOX) line = std::min<std::size_t>(box::split_dbox(block).front().from_line.end, block.size());
  block = block.subspan(line);
  const std::string head(as_text(block.first(std::min(block.size(), limits::kHeaderBytesOfHuge))));
  std::uint64_t size = 0;
  Hasher hasher;
  for (; !block.empty(); block = blocks.next()) {
    if (framed && blocks.at_end()) block = block.first(block.size() - mailbox_tail(block));
    hasher.update(block);
    size += block.size();
  }
  fill_huge_message(as_bytes(head), hasher.finish(), size, group);
}

}  // namespace

ItemGroup examine_message(Bytes message, const ExamineOptions& options) {
  ItemGroup group;
  append_message(message, options, group);
  return group;
}

ItemGroup examine_document(Bytes document, std::string_view media_type, std::string_view name) {
  ItemGroup group;
  fill_document(sha256(document), document.size(), media_type, name, *group.add_items());
  return group;
}

void examine_extent(Bytes bytes, const Extent& extent, const ExamineOptions& options, ExtentResult& result,
                    std::span<const ApartFile> apart) {
  result.Clear();
  result.set_bytes_read(bytes.size());
  switch (extent.format()) {
    case FORMAT_MBOX:
    case FORMAT_DBOX: return examine_mailbox(bytes, extent, options, result);
    case FORMAT_MESSAGE: return append_message(bytes, options, *result.add_groups());
    case FORMAT_EMLX: return examine_emlx(bytes, options, apart, *result.add_groups());
    default:
      fill_document(sha256(bytes), bytes.size(), extent.media_type(), extent.name(), *result.add_groups()->add_items());
  }
}

bool is_streamed(const Extent& extent) {
  const bool mail = extent.format() == FORMAT_MESSAGE || extent.format() == FORMAT_EMLX || is_mailbox(extent.format());
  return extent.length() > (mail ? limits::kMessageBytes : kBlockBytes);
}

void examine_streamed(const ReadAt& read_at, const Extent& extent, const ExamineOptions&, ExtentResult& result) {
  result.Clear();
  Blocks blocks(read_at, extent, result);
  ItemGroup& group = *result.add_groups();
  if (extent.format() == FORMAT_MESSAGE || is_mailbox(extent.format())) {
    stream_message(blocks, extent, group);
  } else {
    Hasher hasher;
    for (Bytes block = blocks.next(); !block.empty(); block = blocks.next()) hasher.update(block);
    if (extent.format() == FORMAT_EMLX) fill_huge_wrapped(hasher.finish(), extent.length(), extent.media_type(), group);
    else fill_document(hasher.finish(), extent.length(), extent.media_type(), extent.name(), *group.add_items());
  }
  if (!result.failure().empty()) result.clear_groups();
}

}  // namespace winnow::run
