#include "run/raw.h"

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "base/locator.h"
#include "box/box.h"
#include "run/apart.h"
#include "run/descriptor_io.h"
#include "run/reopen.h"

namespace winnow::run {
namespace {

// The run of a mailbox that is its N-th message, by the same cuts that numbered it. The case knows where the slice of the
// message begins; what stands before is not read.
Result<Range> message_of(const Reopened& reopened, std::uint64_t number, box::MboxDialect dialect, const store::Run& known) {
  if (known.offset > reopened.size) return fail(ErrorCode::kNotFound);
  const auto reader = [file = reopened.file, base = known.offset](std::uint64_t offset, std::span<std::byte> buffer) {
    return read_at(file->get(), base + offset, buffer);
  };
  box::MboxCutter cutter(reader, reopened.size - known.offset, dialect);
  std::uint64_t seen = known.first_message - 1;
  std::vector<std::byte> run;
  for (;;) {
    WINNOW_TRY(const auto range, cutter.next(limits::kSliceBytes));
    if (!range) return fail(ErrorCode::kNotFound);
    if (range->size() > limits::kMessageBytes) {  // one message, which was never held in memory
      if (++seen == number) return fail(ErrorCode::kLimitExceeded, "too-large");
      continue;
    }
    run.resize(range->size());
    WINNOW_TRY(const std::size_t have, read_at(reopened.file->get(), known.offset + range->begin, run));
    run.resize(have);
    const auto messages = box::split_mbox(run, dialect);
    if (seen + messages.size() < number) {
      seen += messages.size();
      continue;
    }
    const Range message = messages[number - seen - 1].range;
    const std::uint64_t base = known.offset + range->begin;
    return Range{base + message.begin, base + message.end};
  }
}

}  // namespace

Result<std::string> fetched(const StartWorker& start_worker, Configure configure, const ToWorker& message, const std::vector<int>& descriptors) {
  Pool pool(start_worker, std::move(configure), 1);
  std::string bytes;
  for (bool sent = false;;) {
    if (auto started = pool.start_missing(); !started) return tl::unexpected<Error>(started.error());
    if (!sent && pool.has_idle()) {
      pool.submit(1, message, descriptors, JobLimits{std::chrono::minutes{3}, std::chrono::minutes{60}});
      sent = true;
    }
    WINNOW_TRY(std::vector<Answer> answers, pool.wait(std::chrono::milliseconds{100}));
    for (Answer& answer : answers) {
      if (answer.kind != Answer::Kind::kFetched) return fail(ErrorCode::kMalformed, answer.reason);
      if (!answer.fetched.failure().empty()) return fail(ErrorCode::kNotFound, answer.fetched.failure());
      bytes += answer.fetched.bytes();
      if (answer.fetched.done()) return bytes;
    }
  }
}

Result<std::string> raw_bytes(const store::Case& opened, const store::StoredItem& item, const StartWorker& start_worker,
                              const std::vector<std::string>& passwords) {
  const LocatorParts parts{item.locator.substr(0, item.locator.size() - item.item.suffix().size()), item.message, item.item.suffix()};
  const std::string source = item.message == 0 ? parts.source : parts.source.substr(0, parts.source.rfind('#'));
  WINNOW_TRY(Reopened reopened, reopen(opened, source));

  ToWorker message;
  FetchJob& job = *message.mutable_fetch();
  job.set_id(1);
  job.set_suffix(item.item.suffix());
  Extent& extent = *job.mutable_extent();
  extent.set_length(reopened.size);
  extent.set_media_type(item.item.media_type());
  if (!reopened.member.empty()) {
    extent.set_format(FORMAT_ARCHIVE);
    extent.set_name(reopened.name);
    job.set_member(reopened.member);
    job.set_message(item.message);
  } else if (item.message != 0) {
    WINNOW_TRY(const std::vector<std::byte> head, head_of(reopened));
    const auto range = message_of(reopened, item.message, box::MboxFraming::dialect(head), opened.run_of(item.source, item.message));
    if (!range) return fail(range.error().code, range.error().place.empty() ? "not-found" : range.error().place);
    extent.set_format(FORMAT_MESSAGE);
    extent.set_offset(range->begin);
    extent.set_length(range->size());
  } else {
    const auto group = opened.group_of(item.id);
    const bool is_message = !group.empty() && group.front().item.kind() == record::KIND_MESSAGE;
    extent.set_format(is_message ? FORMAT_MESSAGE : FORMAT_DOCUMENT);
    if (is_message) {
      WINNOW_TRY(const std::vector<std::byte> head, head_of(reopened));
      if (box::sniff(head).format == box::Format::kEmlx) extent.set_format(FORMAT_EMLX);
    }
  }
  const auto apart = extent.format() == FORMAT_EMLX ? find_apart(reopened.root, reopened.rest) : std::vector<OpenApart>();
  std::vector<int> descriptors{reopened.file->get()};
  add_apart(apart, extent, descriptors);

  Configure configure;
  for (const std::string& password : passwords) configure.add_passwords(password);
  WINNOW_TRY(std::string bytes, fetched(start_worker, std::move(configure), message, descriptors));
  // A dump that changed since must not show other bytes under this item's findings.
  if (sha256(as_bytes(bytes)) != item.item.sha256()) return fail(ErrorCode::kNotFound, "not-found");
  return bytes;
}

Result<std::string> raw_bytes(const store::Case& opened, const store::StoredItem& item, const std::vector<std::string>& passwords) {
  return raw_bytes(opened, item, [](bool openpgp) { return start_worker(openpgp); }, passwords);
}

}  // namespace winnow::run
