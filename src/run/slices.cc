#include "run/slices.h"

#include <algorithm>

#include "base/limits.h"
#include "run/descriptor_io.h"
#include "run/framing.h"

namespace winnow::run {
namespace {

// Mailboxes above this are cut into slices of their own; smaller ones share a slice with other files.
constexpr std::uint64_t kSmallMailbox = limits::kSliceBytes / 4;

box::MboxCutter::ReadAt reader(std::shared_ptr<const Descriptor> file, std::uint64_t base) {
  return [file = std::move(file), base](std::uint64_t offset, std::span<std::byte> buffer) {
    return read_at(file->get(), base + offset, buffer);
  };
}

std::int64_t modified_ns(const struct stat& status) {
  return static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 + status.st_mtim.tv_nsec;
}

// Separators in a sample of a mailbox, as far as a glance tells.
std::uint64_t separators_in(Bytes sample) {
  std::uint64_t found = 0;
  for (const std::string_view mark : {"\nFrom ", "\x01\x02N "})
    for (auto at = as_text(sample).find(mark); at != std::string_view::npos; at = as_text(sample).find(mark, at + mark.size())) ++found;
  return found;
}

std::string_view base_name(std::string_view locator) {
  const auto slash = locator.rfind('/');
  return slash == std::string_view::npos ? locator : locator.substr(slash + 1);
}

}  // namespace

std::string format_name(Format format) {
  switch (format) {
    case FORMAT_MBOX: return "mbox";
    case FORMAT_MESSAGE: return "message";
    case FORMAT_ARCHIVE: return "archive";
    case FORMAT_EMLX: return "emlx";
    case FORMAT_DBOX: return "dbox";
    default: return "document";
  }
}

Cutter::Cutter(Walk walk, std::optional<ResumePoint> after, std::uint64_t sources)
    : walk_(std::move(walk)), after_(std::move(after)), sources_(sources) {}

Step Cutter::next() {
  for (;;) {
    if (mailbox_) {
      if (auto run = next_run()) return std::move(*run);
      continue;
    }
    if (archive_) {
      Step step = std::move(*archive_);
      archive_.reset();
      return step;
    }
    if (batch_.cuts.size() >= limits::kFilesPerSlice || batch_.bytes >= limits::kSliceBytes ||
        batch_messages_ >= limits::kMessagesPerSlice || batch_apart_ >= limits::kApartFiles || batch_.losses.size() >= limits::kFilesPerSlice)
      return flush();
    auto entry = walk_.next();
    if (!entry) {
      if (batch_has_ledger_) return flush();
      return End{};
    }
    take(std::move(*entry));
    // A mailbox and an archive come behind what was gathered before them.
    if ((mailbox_ || archive_) && batch_has_ledger_) return flush();
  }
}

Slice Cutter::flush() {
  Slice slice = std::move(batch_);
  batch_ = Slice{};
  batch_has_ledger_ = false;
  batch_messages_ = 0;
  batch_apart_ = 0;
  return slice;
}

void Cutter::take(WalkEntry entry) {
  ResumePoint point{.dump = entry.dump, .path = entry.path};
  if (!entry.file) {
    if (!entry.reason.empty()) {
      const auto bytes = S_ISREG(entry.status.st_mode) ? static_cast<std::uint64_t>(entry.status.st_size) : 0;
      batch_.losses.push_back({entry.box.locator, entry.locator, entry.reason, bytes, entry.counts});
    }
    batch_.boxes.push_back({entry.box.locator, entry.box.format, entry.counts ? 1U : 0U, 0});
    batch_.after = std::move(point);
    batch_has_ledger_ = true;
    return;
  }
  const auto size = static_cast<std::uint64_t>(entry.status.st_size);
  Cut cut;
  cut.file = std::make_shared<const Descriptor>(std::move(entry.file));
  cut.source = std::make_shared<OpenSource>();
  cut.source->box = entry.box;
  cut.length = size;
  cut.name = base_name(entry.locator);

  std::vector<std::byte> head(static_cast<std::size_t>(std::min<std::uint64_t>(size, limits::kSniffBytes)));
  const auto have = read_at(cut.file->get(), 0, head);
  if (!have) {
    batch_.losses.push_back({entry.box.locator, entry.locator, "io", size, true});
    batch_.boxes.push_back({entry.box.locator, entry.box.format, 1, 0});
    batch_.after = std::move(point);
    batch_has_ledger_ = true;
    return;
  }
  head.resize(*have);
  const box::Sniffed sniffed = box::sniff(head);
  cut.format = format_of(sniffed.format);
  cut.media_type = sniffed.media_type;
  cut.source->record = {0, entry.locator, format_name(cut.format), size};
  cut.content_length = cut.format == FORMAT_MBOX && box::MboxFraming::dialect(head) == box::MboxDialect::kContentLength;

  point.size = size;
  point.modified_ns = modified_ns(entry.status);
  const bool resumed = after_ && !after_->complete && after_->dump == entry.dump && after_->path == entry.path;
  if (resumed && (after_->size != point.size || after_->modified_ns != point.modified_ns)) file_changed_ = true;
  if (is_mailbox(cut.format) && (resumed || size > kSmallMailbox)) {
    mailbox_ = Mailbox{std::move(cut), nullptr, 0, 0, point};
    if (resumed) {
      mailbox_->next = mailbox_->base = std::min(after_->offset, size);
      mailbox_->cut.source->messages = after_->messages;
      mailbox_->cut.source->record.id = static_cast<store::SourceId>(sources_);
      mailbox_->cut.first = false;
    }
    const auto dialect = dialect_of(mailbox_->cut.format, mailbox_->cut.content_length);
    mailbox_->cutter = std::make_unique<box::MboxCutter>(reader(mailbox_->cut.file, mailbox_->base), size - mailbox_->base, dialect);
    return;
  }
  if (cut.format == FORMAT_ARCHIVE) {
    if (resumed) {
      point.events = after_->events;
      point.messages = after_->messages;
    }
    archive_ = ArchiveFile{cut.source, cut.file, size, cut.name, point};
    return;
  }
  batch_.bytes += size;
  if (cut.format == FORMAT_EMLX) {
    if (auto apart = walk_.apart(); !apart.empty()) {
      batch_apart_ += apart.size();
      for (const OpenApart& file : apart) batch_.bytes += file.length;
      cut.apart = std::make_shared<const std::vector<OpenApart>>(std::move(apart));
    }
  }
  if (is_mailbox(cut.format)) batch_messages_ += separators_in(head) * size / std::max<std::uint64_t>(head.size(), 1);
  batch_.cuts.push_back(std::move(cut));
  batch_.after = std::move(point);
  batch_has_ledger_ = true;
}

// A run's items are held until it is committed: where messages are very short, a run is shorter. A glance at two places is
// enough for mail as it is found.
std::uint64_t Cutter::aimed_bytes() const {
  constexpr std::uint64_t kGlance = 16 * limits::kKiB;
  std::vector<std::byte> sample(kGlance);
  std::uint64_t separators = 0, seen = 1;
  for (const std::uint64_t ahead : {std::uint64_t{0}, limits::kSliceBytes / 2}) {
    const auto have = read_at(mailbox_->cut.file->get(), mailbox_->next + ahead, sample);
    if (!have) break;   // the cutter will say so
    separators += separators_in(std::span(sample).first(*have));
    seen += *have;
  }
  return std::min(limits::kSliceBytes, limits::kMessagesPerSlice * seen / std::max<std::uint64_t>(separators, 1));
}

std::optional<Slice> Cutter::next_run() {
  const auto range = mailbox_->cutter->next(aimed_bytes());
  Slice slice;
  slice.after = mailbox_->point;
  if (!range) {
    // The disk gave up in the middle: what was read stays, the rest is one loss.
    const auto& source = *mailbox_->cut.source;
    slice.losses.push_back({source.record.locator, source.record.locator, "io", 0, true});
    slice.boxes.push_back({source.record.locator, source.record.format, 1, 0});
    mailbox_.reset();
    return slice;
  }
  if (!*range) {
    mailbox_.reset();
    return std::nullopt;
  }
  Cut cut = mailbox_->cut;
  cut.offset = mailbox_->base + (*range)->begin;
  cut.length = (*range)->size();
  mailbox_->cut.first = false;
  mailbox_->next = cut.offset + cut.length;
  slice.bytes = cut.length;
  slice.after.complete = cut.offset + cut.length >= mailbox_->point.size;
  if (!slice.after.complete) slice.after.offset = cut.offset + cut.length;
  slice.cuts.push_back(std::move(cut));
  if (slice.after.complete) mailbox_.reset();
  return slice;
}

std::optional<std::pair<Cut, Cut>> halve(const Cut& cut) {
  // Above limits::kMessageBytes a run is one message (MboxCutter); a search in it would read all of it again and again.
  if (!is_mailbox(cut.format) || cut.length > limits::kMessageBytes) return std::nullopt;
  const auto dialect = dialect_of(cut.format, cut.content_length);
  // A giant message at the end hides the separators before it from a search that begins at the middle.
  for (std::uint64_t aimed = cut.length / 2; aimed > 0; aimed /= 2) {
    box::MboxCutter cutter(reader(cut.file, cut.offset), cut.length, dialect);
    const auto first = cutter.next(aimed);
    if (!first || !*first) return std::nullopt;
    if ((*first)->size() >= cut.length) continue;
    std::pair halves{cut, cut};
    halves.first.length = (*first)->size();
    halves.second.offset += (*first)->size();
    halves.second.length -= (*first)->size();
    halves.second.first = false;
    return halves;
  }
  return std::nullopt;
}

}  // namespace winnow::run
