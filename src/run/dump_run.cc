#include "run/dump_run.h"

#include <algorithm>
#include <utility>

#include "base/limits.h"
#include "run/inputs.h"

namespace winnow::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kProgressEvery{100};
constexpr std::uint64_t kSlowestBytesPerMs = 20'000;   // CPU and time of a job grow by this with its bytes
constexpr std::uint64_t kLargeJobBytes = 16 * limits::kMiB;   // jobs above this wait for each other, for memory's sake
constexpr unsigned kTotalsStep = 2'000;          // names looked at between two other things

std::uint64_t bytes_of(const Unit& unit) {
  std::uint64_t bytes = 0;
  for (const Cut& cut : unit.cuts) bytes += cut.length;
  return bytes;
}

// What is held in memory whole, and is large. What is larger still is streamed.
bool is_large(const Unit& unit) {
  return std::any_of(unit.cuts.begin(), unit.cuts.end(), [](const Cut& cut) {
    return cut.length > kLargeJobBytes && cut.length <= limits::kMessageBytes && cut.format != FORMAT_DOCUMENT;
  });
}

// A file of 100 GB is no loop.
JobLimits allowed(const Unit& unit, JobLimits limits) {
  const milliseconds more(bytes_of(unit) / kSlowestBytesPerMs);
  return {limits.cpu + more, limits.wall + 20 * more};
}

}  // namespace

DumpRun::DumpRun(const Options& options, Watcher& watcher, const Settings& settings, const Signals& signals, store::Case& opened,
                 Relating& relating, const std::vector<Root>& roots, std::int64_t begun, std::optional<ResumePoint> after)
    : watcher_(watcher), settings_(settings), case_(opened), signals_(signals), jobs_(options.jobs ? options.jobs : cores()),
      pool_(settings.start_worker, configure_of(options, begun, opened.note(kWordsKey)), jobs_),
      cutter_(Walk(roots, own_files(options), after), after, opened.sources_count()), committer_(opened, relating), totals_(roots),
      bytes_done_(after ? after->bytes : 0) {}

// Few slices wait, so that memory and descriptors are bounded; some more may be done and wait for one before them.
void DumpRun::produce() {
  const std::size_t window = 4 * jobs_ + 8;
  std::size_t waiting = 0;
  for (ActiveSlice& slice : active_) waiting += slice.next_waiting() != nullptr;
  while (!cut_all_ && !unpacking_ && waiting < jobs_ + 2 && active_.size() < window) {
    Step step = cutter_.next();
    if (auto* slice = std::get_if<Slice>(&step)) {
      active_.emplace_back(std::move(*slice));
      ++waiting;
    } else if (auto* archive = std::get_if<ArchiveFile>(&step)) {
      begin_archive(std::move(*archive));
    } else {
      cut_all_ = true;
    }
  }
  if (cutter_.file_changed() && !std::exchange(warned_changed_, true)) watcher_.warning("file-changed", {});
}

void DumpRun::begin_archive(ArchiveFile archive) {
  unpacking_.emplace(std::move(archive), case_.sources_count(), jobs_ + 2);
  // Unpacking takes a worker of its own, or one worker would wait for itself.
  pool_.set_workers(jobs_ + 1);
}

// What still waits keeps its memory files; their numbers mean nothing to the worker that unpacks next.
void DumpRun::forget_buffers() {
  for (ActiveSlice& slice : active_) slice.slice().buffer.reset();
}

void DumpRun::end_archive() {
  forget_buffers();
  unpacking_.reset();
  pool_.set_workers(jobs_);
}

void DumpRun::dispatch() {
  if (unpacking_ && unpacking_->is_waiting() && pool_.has_idle()) unpacking_->submit(next_job_++, pool_);
  bool large_at_work = std::any_of(at_work_.begin(), at_work_.end(), [](const Job& job) { return is_large(*job.unit); });
  for (ActiveSlice& slice : active_) {
    while (pool_.has_idle()) {
      Unit* const unit = slice.next_waiting();
      if (!unit || (large_at_work && is_large(*unit))) break;
      large_at_work |= is_large(*unit);
      ToWorker message;
      std::vector<int> descriptors;
      message.mutable_examine()->set_id(next_job_);
      fill_job(*unit, *message.mutable_examine(), descriptors);
      unit->state = Unit::State::kAtWork;
      at_work_.push_back({next_job_, &slice, unit});
      pool_.submit(next_job_++, message, descriptors, allowed(*unit, unit->is_retry ? settings_.retry : settings_.first_try));
    }
    if (!pool_.has_idle()) return;
  }
}

void DumpRun::take(Answer& answer) {
  if (unpacking_ && unpacking_->is_job(answer.job)) return take_unpacked(answer);
  const auto job = std::find_if(at_work_.begin(), at_work_.end(), [&](const Job& j) { return j.id == answer.job; });
  if (job == at_work_.end()) return;
  const Job found = *job;
  at_work_.erase(job);
  if (answer.kind == Answer::Kind::kExamined) found.slice->examined(*found.unit, answer.examined);
  else if (answer.kind == Answer::Kind::kAgain) found.slice->again(*found.unit);
  else found.slice->failed(*found.unit, answer.reason.empty() ? "crashed" : answer.reason);
  if (unpacking_ && found.slice->is_resolved()) unpacking_->refill(*found.slice, pool_);
}

void DumpRun::take_unpacked(Answer& answer) {
  Unpacking::Taken taken = unpacking_->take(answer, pool_);
  if (taken.slice) {
    bytes_unpacked_ += taken.slice->bytes;
    if (taken.is_last) taken.slice->bytes += unpacking_->archive_bytes();
    active_.emplace_back(std::move(*taken.slice));
    // Nothing to examine: every member was examined by the unpacker.
    if (active_.back().is_resolved()) unpacking_->refill(active_.back(), pool_);
  }
  if (taken.begins_anew) forget_buffers();
  if (taken.is_last) end_archive();
}

Result<void> DumpRun::commit_ready() {
  while (!active_.empty() && active_.front().is_resolved()) {
    ActiveSlice& slice = active_.front();
    bytes_done_ += slice.slice().bytes;
    slice.slice().after.bytes = bytes_done_;
    if (auto committed = committer_.commit(slice, watcher_); !committed) return committed;
    active_.pop_front();
    show_progress(false);
  }
  return {};
}

void DumpRun::show_progress(bool relating) {
  const auto now = steady_clock::now();
  if (!relating && now - shown_ < kProgressEvery) return;
  shown_ = now;
  Progress progress;
  progress.bytes_done = bytes_done_;
  progress.bytes_total = std::max(totals_.bytes() + bytes_unpacked_, bytes_done_);
  progress.items = case_.items();
  for (int verdict = 0; verdict < static_cast<int>(progress.by_verdict.size()); ++verdict)
    for (const auto kind : {record::KIND_MESSAGE, record::KIND_ATTACHMENT, record::KIND_DOCUMENT})
      progress.by_verdict[static_cast<std::size_t>(verdict)] += case_.count(kind, static_cast<record::Verdict>(verdict));
  progress.elapsed = std::chrono::duration_cast<milliseconds>(now - begun_);
  progress.relating = relating;
  watcher_.progress(progress);
}

void DumpRun::warn_missing_sandbox() {
  if (pool_.missing().empty() || std::exchange(warned_sandbox_, true)) return;
  for (const std::string& mechanism : pool_.missing()) {
    google::protobuf::RepeatedPtrField<record::Param> params;
    record::Param& param = *params.Add();
    param.set_name("mechanism");
    param.set_text(mechanism);
    watcher_.warning("sandbox-missing", params);
    (void)case_.set_note("sandbox.missing." + mechanism, "1");
  }
}

Result<void> DumpRun::wait() {
  const bool counting = totals_.step(kTotalsStep);
  WINNOW_TRY(std::vector<Answer> answers, pool_.wait(counting ? milliseconds{0} : kProgressEvery));
  for (Answer& answer : answers) take(answer);
  warn_missing_sandbox();
  return {};
}

Result<void> DumpRun::to_the_end() {
  while (!signals_.interrupted()) {
    produce();
    if (auto committed = commit_ready(); !committed) return committed;
    if (cut_all_ && active_.empty() && !unpacking_) break;
    if (auto started = pool_.start_missing(); !started) return started;
    dispatch();
    if (auto waited = wait(); !waited) return waited;
  }
  show_progress(false);
  return {};
}

}  // namespace winnow::run
