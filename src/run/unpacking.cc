#include "run/unpacking.h"

#include <sys/mman.h>

#include <chrono>
#include <utility>

#include "base/limits.h"

namespace winnow::run {
namespace {

constexpr std::uint64_t kBufferBytes = 2 * limits::kSliceBytes;
// Between two runs of members an unpacker may skip much: only a bomb needs longer.
constexpr JobLimits kLimits{std::chrono::minutes{3}, std::chrono::minutes{60}};

// At one place in the archive: as often as a message is tried.
constexpr unsigned kFailures = 3;

}  // namespace

Unpacking::Unpacking(ArchiveFile archive, std::uint64_t sources, unsigned buffers)
    : feed_(std::move(archive), sources), buffers_wanted_(buffers) {
  make_buffers();
}

void Unpacking::make_buffers() {
  buffers_.clear();
  for (unsigned i = 0; i < buffers_wanted_; ++i)
    buffers_.push_back(std::make_shared<const Descriptor>(::memfd_create("winnow-members", MFD_CLOEXEC)));
}

void Unpacking::submit(std::uint64_t number, Pool& pool) {
  const ArchiveFile& archive = feed_.archive();
  job_ = number;
  ToWorker message;
  UnpackJob& job = *message.mutable_unpack();
  job.set_id(number);
  job.set_size(archive.size);
  job.set_name(archive.name);
  job.set_buffers(static_cast<std::uint32_t>(buffers_.size()));
  job.set_buffer_bytes(kBufferBytes);
  std::vector<int> descriptors{archive.file->get()};
  for (const auto& buffer : buffers_) descriptors.push_back(buffer->get());
  pool.submit(number, message, descriptors, kLimits);
}

Unpacking::Taken Unpacking::take(const Answer& answer, Pool& pool) {
  if (answer.kind == Answer::Kind::kAgain) return begin_anew();
  if (answer.kind == Answer::Kind::kFailed) return failed(answer.reason);
  const std::uint32_t number = answer.unpacked.buffer();
  const bool in_buffer = answer.kind == Answer::Kind::kUnpacked && uses_buffer(answer.unpacked);
  Result<std::optional<Slice>> slice = fail(ErrorCode::kMalformed, "event");
  if (answer.kind == Answer::Kind::kUnpacked && (!in_buffer || number < buffers_.size()))
    slice = feed_.take(answer.unpacked, in_buffer ? buffers_[number] : nullptr, kBufferBytes);
  if (!slice) {
    pool.abandon(answer.job);
    return lost("crashed");
  }
  if (answer.unpacked.done()) pool.done(answer.job);
  else if (!*slice && in_buffer) refill(number, pool);
  return {std::move(*slice), answer.unpacked.done()};
}

Unpacking::Taken Unpacking::failed(const std::string& reason) {
  failures_ = failed_behind_ == feed_.events() ? failures_ + 1 : 1;
  failed_behind_ = feed_.events();
  if (reason != "crashed" || failures_ >= kFailures) return lost(reason);
  return begin_anew();
}

Unpacking::Taken Unpacking::begin_anew() {
  feed_.begin_anew();
  make_buffers();
  job_.reset();
  return {std::nullopt, false, true};
}

void Unpacking::refill(ActiveSlice& slice, Pool& pool) const {
  if (slice.slice().buffer) refill(*std::exchange(slice.slice().buffer, std::nullopt), pool);
}

void Unpacking::refill(std::uint32_t buffer, Pool& pool) const {
  if (!job_) return;
  ToWorker message;
  message.mutable_refill()->set_buffer(buffer);
  pool.tell(*job_, message);
}

}  // namespace winnow::run
