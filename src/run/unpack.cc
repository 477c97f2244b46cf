#include "run/unpack.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>

#include "base/hash.h"
#include "base/limits.h"
#include "run/archive_walk.h"
#include "run/descriptor_io.h"
#include "run/framing.h"
#include "run/item.h"
#include "run/mailbox_runs.h"

namespace winnow::run {
namespace {

// The buffers and the event that is being filled. Once the channel has failed nothing more is sent.
class Outbox {
 public:
  Outbox(const UnpackJob& job, std::span<const Descriptor> buffers, Channel& channel)
      : job_(job), buffers_(buffers), channel_(channel) {
    for (std::uint32_t i = 0; i < buffers.size(); ++i) free_.push_back(i);
  }

  bool fits(std::uint64_t bytes) const { return bytes <= job_.buffer_bytes(); }
  bool failed() const { return !error_.has_value(); }

  // A piece whose bytes are in the buffer. fits(bytes.size()) holds.
  void add(Piece piece, Bytes bytes) {
    if (used_ + bytes.size() > job_.buffer_bytes()) flush();
    if (failed() || (!bytes.empty() && !take_buffer())) return;
    piece.set_offset(used_);
    piece.set_length(bytes.size());
    if (!bytes.empty()) error_ = write_at(buffers_[*current_].get(), used_, bytes);
    used_ += bytes.size();
    *event_.add_pieces() = std::move(piece);
    if (event_.pieces_size() >= limits::kPiecesPerBuffer) flush();
  }
  void add(Piece piece) { add(std::move(piece), {}); }

  void lose(std::string_view step, std::string_view reason, std::uint64_t bytes) {
    record::Loss& loss = *event_.add_losses();
    loss.set_suffix(std::string(step));
    loss.set_reason(std::string(reason));
    loss.set_bytes(bytes);
    if (event_.losses_size() >= limits::kPiecesPerBuffer) flush();
  }

  Result<void> finish(std::uint64_t members) {
    event_.set_done(true);
    event_.set_members(members);
    flush();
    return error_;
  }

 private:
  void flush() {
    if (failed()) return;
    event_.set_id(job_.id());
    event_.set_buffer(current_.value_or(0));
    FromWorker message;
    *message.mutable_unpacked() = std::exchange(event_, UnpackEvent());
    error_ = channel_.send(message);
    current_.reset();
    used_ = 0;
  }

  // Waits for a Refill where all buffers are with the coordinator.
  bool take_buffer() {
    if (current_) return true;
    while (free_.empty() && !failed()) {
      auto frame = channel_.receive();
      ToWorker message;
      if (!frame || !*frame || !message.ParseFromString((**frame).bytes) || !message.has_refill() ||
          message.refill().buffer() >= buffers_.size()) {
        error_ = fail(ErrorCode::kMalformed, "refill");
        return false;
      }
      free_.push_back(message.refill().buffer());
    }
    current_ = free_.front();
    free_.pop_front();
    return true;
  }

  const UnpackJob& job_;
  std::span<const Descriptor> buffers_;
  Channel& channel_;
  std::deque<std::uint32_t> free_;
  std::optional<std::uint32_t> current_;
  std::uint64_t used_ = 0;
  UnpackEvent event_;
  Result<void> error_;
};

// Turns members into pieces. Documents are kept up to a slice's size, messages up to limits::kMessageBytes.
class Unpacker : public MemberVisitor {
 public:
  Unpacker(Outbox& out, const ExamineOptions& options) : out_(out), options_(options) {}

  void begin(const Member& member) override {
    size_ = 0;
    kept_.clear();
    whole_ = true;
    if (member.what.format == box::Format::kArchive) out_.add(piece(member));
    if (is_mailbox(member.what.format))
      runs_ = std::make_unique<MailboxRuns>(limits::kSliceBytes, [this, &member](Bytes run, std::uint64_t offset, bool last) {
        mailbox_run(member, run, offset, last);
      });
  }

  void data(const Member& member, Bytes bytes) override {
    size_ += bytes.size();
    if (member.what.format == box::Format::kArchive) return;
    if (is_mailbox(member.what.format)) return runs_->push(bytes);
    if (whole_ && kept_.size() + bytes.size() > most_kept(member)) {
      whole_ = false;
      hasher_.update(kept_);
      kept_.resize(std::min(kept_.size(), limits::kHeaderBytesOfHuge));
    }
    if (whole_) kept_.append(as_text(bytes));
    else hasher_.update(bytes);
  }

  void end(const Member& member) override {
    switch (member.what.format) {
      case box::Format::kArchive: return;
      case box::Format::kMbox:
      case box::Format::kDbox: return end_mailbox(member);
      case box::Format::kMessage:
      case box::Format::kEmlx: return end_message(member);
      default: return end_document(member);
    }
  }

  void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) override { out_.lose(step, reason, bytes); }

 private:
  static std::uint64_t most_kept(const Member& member) {
    const bool mail = member.what.format == box::Format::kMessage || member.what.format == box::Format::kEmlx;
    return mail ? limits::kMessageBytes : limits::kSliceBytes;
  }

  Piece piece(const Member& member) const {
    Piece piece;
    piece.set_step(member.step);
    piece.set_format(format_of(member.what.format));
    piece.set_media_type(member.what.media_type);
    piece.set_last(true);
    return piece;
  }

  void end_document(const Member& member) {
    Piece out = piece(member);
    if (whole_ && !kept_.empty() && out_.fits(kept_.size())) return out_.add(std::move(out), as_bytes(kept_));
    if (whole_) hasher_.update(kept_);
    record::Item& item = *out.mutable_item();
    item.set_kind(record::KIND_DOCUMENT);
    item.set_sha256(hasher_.finish());
    item.set_size(size_);
    item.set_media_type(member.what.media_type);
    out_.add(std::move(out));
  }

  void end_message(const Member& member) {
    Piece out = piece(member);
    if (whole_ && out_.fits(kept_.size())) return out_.add(std::move(out), as_bytes(kept_));
    if (whole_) examine_whole(as_bytes(kept_), out);
    else if (member.what.format == box::Format::kEmlx) fill_huge_wrapped(hasher_.finish(), size_, member.what.media_type, *out.add_groups());
    else fill_huge_message(as_bytes(kept_), hasher_.finish(), size_, *out.add_groups());
    out_.add(std::move(out));
  }

  void mailbox_run(const Member& member, Bytes run, std::uint64_t offset, bool last) {
    Piece out = piece(member);
    out.set_content_length(runs_->dialect() == box::MboxDialect::kContentLength);
    out.set_member_offset(offset);
    out.set_last(last);
    if (out_.fits(run.size())) return out_.add(std::move(out), run);
    examine_whole(run, out);
    out_.add(std::move(out));
  }

  // What does not fit into a buffer is examined here.
  void examine_whole(Bytes bytes, Piece& out) const {
    Extent extent;
    extent.set_format(out.format());
    extent.set_content_length(out.content_length());
    ExtentResult result;
    examine_extent(bytes, extent, options_, result);
    out.mutable_groups()->Swap(result.mutable_groups());
  }

  void end_mailbox(const Member& member) {
    runs_->finish();
    if (runs_->cut_inside()) out_.lose(member.step, "message-cut", 0);
    runs_.reset();
  }

  Outbox& out_;
  const ExamineOptions& options_;
  std::unique_ptr<MailboxRuns> runs_;
  std::string kept_;          // of the member in hand
  Hasher hasher_;
  std::uint64_t size_ = 0;
  bool whole_ = true;         // all of it is in kept_; else the hasher has seen it and kept_ holds its beginning
};

}  // namespace

box::ArchiveInput descriptor_input(int fd, std::uint64_t size) {
  const auto position = std::make_shared<std::uint64_t>(0);
  box::ArchiveInput input;
  input.size = size;
  input.read = [=](std::span<std::byte> into) -> Result<std::size_t> {
    const std::size_t count = std::min<std::uint64_t>(into.size(), size - *position);
    WINNOW_TRY(const std::size_t got, read_at(fd, *position, into.first(count)));
    *position += got;
    return got;
  };
  input.seek = [=](std::uint64_t to) -> Result<std::uint64_t> { return *position = std::min(to, size); };
  return input;
}

Result<void> unpack(const UnpackJob& job, std::span<const Descriptor> descriptors, const ExamineOptions& options,
                    Channel& channel) {
  if (descriptors.size() != std::size_t{1} + job.buffers() || job.buffers() == 0)
    return fail(ErrorCode::kMalformed, "buffers");
  Outbox out(job, descriptors.subspan(1), channel);
  Unpacker unpacker(out, options);
  box::ArchiveBudget budget(job.size());
  const std::uint64_t members =
      walk_archive(descriptor_input(descriptors[0].get(), job.size()), job.name(), budget, unpacker);
  return out.finish(members);
}

}  // namespace winnow::run
