#include "run/archive_feed.h"

#include <algorithm>

#include "run/isolate.h"

namespace winnow::run {
namespace {

// The step without its last member: "!a.zip!b.eml" is in "!a.zip".
std::string enclosing(const std::string& step) {
  const auto cut = step.rfind('!');
  return cut == std::string::npos ? std::string() : step.substr(0, cut);
}

}  // namespace

bool uses_buffer(const UnpackEvent& event) {
  return std::any_of(event.pieces().begin(), event.pieces().end(), [](const Piece& piece) { return piece.length() != 0; });
}

ArchiveFeed::ArchiveFeed(ArchiveFile archive, std::uint64_t sources) : archive_(std::move(archive)), sources_(sources) {}

Slice ArchiveFeed::begin_slice() {
  Slice slice;
  slice.after = archive_.here;
  slice.after.complete = false;
  slice.after.events = events_;
  if (events_ == 1) slice.opened.push_back(archive_.source);
  slice.boxes.push_back({archive_.source->record.locator, "archive", 0, 0});
  return slice;
}

Result<std::optional<Slice>> ArchiveFeed::take(const UnpackEvent& event, const std::shared_ptr<const Descriptor>& buffer,
                                               std::uint64_t buffer_bytes) {
  if (++told_ <= events_) return std::optional<Slice>();
  ++events_;
  Slice slice = begin_slice();
  for (const Piece& told : event.pieces())
    if (auto added = add_piece(told, buffer, buffer_bytes, slice); !added) return tl::unexpected<Error>(added.error());
  for (const record::Loss& loss : event.losses()) {
    const BoxName box = box_of(loss.suffix(), slice);
    slice.losses.push_back({box.locator, archive_.source->record.locator + loss.suffix(), loss.reason(), loss.bytes(), true});
    slice.boxes.push_back({box.locator, box.format, 1, 0});
  }
  if (event.done()) slice.after.complete = true;

  if (events_ <= archive_.here.events) {
    was_skipping_ = true;
    return std::optional<Slice>();
  }
  // The member that the last committed event left open goes on under its old number.
  if (was_skipping_ && !slice.cuts.empty() && !slice.cuts.front().first) {
    slice.cuts.front().source->record.id = static_cast<store::SourceId>(sources_);
    slice.cuts.front().source->messages = archive_.here.messages;
  }
  was_skipping_ = was_skipping_ && slice.cuts.empty();
  for (const Cut& cut : slice.cuts) slice.bytes += cut.length;
  if (uses_buffer(event)) slice.buffer = event.buffer();
  return std::optional<Slice>(std::move(slice));
}

Result<void> ArchiveFeed::add_piece(const Piece& told, const std::shared_ptr<const Descriptor>& buffer,
                                    std::uint64_t buffer_bytes, Slice& slice) {
  if (told.offset() > buffer_bytes || told.length() > buffer_bytes - told.offset()) return fail(ErrorCode::kMalformed, "piece");
  if (told.format() == FORMAT_ARCHIVE) {
    open_nested(told.step(), slice);
    return {};
  }
  const bool goes_on = member_ && told.step() == member_step_ && told.member_offset() != 0;
  if (!goes_on) {
    if (told.member_offset() != 0 || told.step().empty()) return fail(ErrorCode::kMalformed, "piece");
    member_ = std::make_shared<OpenSource>();
    member_step_ = told.step();
    member_->box = box_of(told.step(), slice);
    member_->record = {0, archive_.source->record.locator + told.step(), format_name(told.format()),
                       told.has_item() ? told.item().size() : told.length()};
  }
  Cut cut;
  cut.source = member_;
  cut.file = buffer;
  cut.offset = told.offset();
  cut.length = told.length();
  cut.format = told.format();
  cut.media_type = told.media_type();
  cut.name = told.step().substr(told.step().find_last_of("/!") + 1);
  cut.content_length = told.content_length();
  cut.first = !goes_on;
  if (told.has_item()) *cut.ready.emplace().add_groups()->add_items() = told.item();
  if (told.groups_size() != 0) *cut.ready.emplace().mutable_groups() = told.groups();
  if (cut.ready) {
    cut.ready->set_bytes_read(cut.length);
    if (!is_sound(cut.format, *cut.ready)) return fail(ErrorCode::kMalformed, "piece");
  } else if (!buffer) {
    return fail(ErrorCode::kMalformed, "piece");
  }
  slice.cuts.push_back(std::move(cut));
  if (told.last()) member_.reset();
  return {};
}

// A nested archive is a source and a box of its own. It is opened when it begins, or at the latest with its first member.
void ArchiveFeed::open_nested(const std::string& step, Slice& slice) {
  if (!nested_.insert(step).second) return;
  auto source = std::make_shared<OpenSource>();
  source->record = {0, archive_.source->record.locator + step, "archive", 0};
  source->box = box_of(step, slice);
  slice.boxes.push_back({source->record.locator, "archive", 0, 0});
  slice.opened.push_back(std::move(source));
}

BoxName ArchiveFeed::box_of(const std::string& step, Slice& slice) {
  const std::string outer = enclosing(step);
  if (!outer.empty()) open_nested(outer, slice);
  return {archive_.source->record.locator + outer, "archive"};
}

Slice ArchiveFeed::rest_lost(const std::string& reason) {
  ++events_;
  Slice slice = begin_slice();
  slice.after.complete = true;
  const std::string& locator = archive_.source->record.locator;
  slice.losses.push_back({locator, locator, reason, 0, true});
  slice.boxes.push_back({locator, "archive", 1, 0});
  return slice;
}

}  // namespace winnow::run
