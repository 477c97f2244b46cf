#include "run/coordinator.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <deque>
#include <optional>

#include "base/hash.h"
#include "base/time.h"
#include "run/archive_feed.h"
#include "run/commit.h"
#include "run/isolate.h"
#include "run/pool.h"
#include "run/relating.h"
#include "run/settings.h"
#include "run/signals.h"
#include "run/totals.h"

namespace winnow::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kProgressEvery{100};
constexpr unsigned kTotalsStep = 2'000;          // names looked at between two other things
constexpr std::uint64_t kBufferBytes = 2 * limits::kSliceBytes;
// Between two runs of members an unpacker may skip much: only a bomb needs longer.
constexpr JobLimits kUnpackLimits{std::chrono::minutes{3}, std::chrono::minutes{60}};

unsigned cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? static_cast<unsigned>(std::max(CPU_COUNT(&set), 1)) : 1;
}

// Slices of small files need many descriptors at once.
void raise_descriptor_limit() {
  constexpr rlim_t kWanted = 8192;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kWanted) return;
  limit.rlim_cur = std::min<rlim_t>(kWanted, limit.rlim_max);
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
}

// Everything that decides what a case says, as one text.
std::string inputs_of(const Options& options, const std::vector<Root>& roots) {
  std::string text;
  for (const Root& root : roots) text += fmt::format("dump {}\n", root.path);
  for (const KeysText& keys : options.keys)
    text += fmt::format("{} {}\n", keys.vouched ? "vouched-keys" : "keys", to_hex(sha256(as_bytes(keys.text))));
  if (options.no_archive) text += "no-archive\n";
  if (options.relate.fixed) text += fmt::format("fixed {}\n", *options.relate.fixed);
  std::vector<std::string> breaches;
  for (const relate::Breach& breach : options.relate.breaches)
    breaches.push_back(fmt::format("breach {} {}\n", breach.address, breach.since));
  std::sort(breaches.begin(), breaches.end());
  for (const std::string& breach : breaches) text += breach;
  return text;
}

Configure configure_of(const Options& options, std::optional<std::int64_t> begun) {
  Configure configure;
  for (const KeysText& keys : options.keys) {
    configure.add_keys(keys.text);
    configure.add_key_names(keys.name);
    configure.add_vouched(keys.vouched);
  }
  configure.set_no_archive(options.no_archive);
  if (options.relate.fixed) configure.set_fixed(*options.relate.fixed);
  if (begun) configure.set_now(*begun);
  return configure;
}

std::set<FileIdentity> own_files(const Options& options) {
  std::set<FileIdentity> own;
  std::vector<std::string> paths = options.outputs;
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) paths.push_back(options.case_path + suffix);
  struct stat status {};
  for (const std::string& path : paths)
    if (::stat(path.c_str(), &status) == 0) own.insert({status.st_dev, status.st_ino});
  return own;
}

// What the user said about the dump, for the reader of a report.
std::vector<std::pair<std::string, std::string>> told_options(const Options& options) {
  std::vector<std::pair<std::string, std::string>> notes;
  std::string vouched, breaches;
  for (const KeysText& keys : options.keys)
    if (keys.vouched) vouched += keys.name + "\n";
  for (const relate::Breach& breach : options.relate.breaches) breaches += fmt::format("{}={}\n", breach.address, iso_date(breach.since));
  if (!vouched.empty()) notes.emplace_back("option.vouched", vouched);
  if (!breaches.empty()) notes.emplace_back("option.breach", breaches);
  if (options.relate.fixed) notes.emplace_back("option.fixed", iso_date(*options.relate.fixed));
  if (options.no_archive) notes.emplace_back("option.no-archive", "1");
  return notes;
}

// The notes that let `winnow show --raw` find the dump again, what the user said about it, and the day that the case was begun:
// x= is judged by it, also after an interruption.
Result<std::int64_t> begin_case(store::Case& opened, const Options& options, const std::vector<Root>& roots) {
  const std::string begun = opened.note("begun");
  if (const auto seconds = parse_iso(begun)) return *seconds;
  for (std::size_t i = 0; i < roots.size(); ++i) {
    if (auto set = opened.set_note(fmt::format("dump.{}.path", i), roots[i].path); !set) return tl::unexpected<Error>(set.error());
    if (auto set = opened.set_note(fmt::format("dump.{}.locator", i), roots[i].locator); !set) return tl::unexpected<Error>(set.error());
  }
  for (const auto& [name, text] : told_options(options))
    if (auto set = opened.set_note(name, text); !set) return tl::unexpected<Error>(set.error());
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
  if (auto set = opened.set_note("begun", iso_time(now)); !set) return tl::unexpected<Error>(set.error());
  return now;
}

class Run {
 public:
  Run(const Options& options, Watcher& watcher, const Settings& settings, store::Case& opened, const std::vector<Root>& roots,
      std::int64_t begun, std::optional<ResumePoint> after);

  Result<void> to_the_end();
  bool interrupted() const { return signals_.interrupted(); }
  void show_progress(bool relating);

 private:
  struct Job { std::uint64_t id; ActiveSlice* slice; Unit* unit; };
  struct Unpacking {
    ArchiveFeed feed;
    std::optional<std::uint64_t> job;            // nothing: waits for a worker
    std::vector<std::shared_ptr<const Descriptor>> buffers;
  };

  void produce();
  void begin_archive(ArchiveFile archive);
  void accept(Slice slice);
  void dispatch();
  void dispatch_unpacking();
  Result<void> wait();
  void take(Answer& answer);
  void take_unpacked(Answer& answer);
  void end_archive();
  void free_buffer(std::uint32_t buffer);
  Result<void> commit_ready();
  void warn(std::string_view id) { watcher_.warning(id, {}); }
  void warn_missing_sandbox();

  Watcher& watcher_;
  const Settings& settings_;
  store::Case& case_;
  Signals signals_;
  unsigned jobs_;
  Pool pool_;
  Cutter cutter_;
  Committer committer_;
  Totals totals_;
  std::deque<ActiveSlice> active_;               // in order of commitment
  std::vector<Job> at_work_;
  std::optional<Unpacking> unpacking_;
  std::uint64_t next_job_ = 1;
  bool cut_all_ = false, warned_changed_ = false, warned_sandbox_ = false;
  std::uint64_t bytes_done_, bytes_unpacked_ = 0;
  steady_clock::time_point begun_ = steady_clock::now(), shown_{};
};

Run::Run(const Options& options, Watcher& watcher, const Settings& settings, store::Case& opened, const std::vector<Root>& roots,
         std::int64_t begun, std::optional<ResumePoint> after)
    : watcher_(watcher), settings_(settings), case_(opened), jobs_(options.jobs ? options.jobs : cores()),
      pool_(settings.start_worker, configure_of(options, begun), jobs_), cutter_(Walk(roots, own_files(options), after), after, opened.sources_count()),
      committer_(opened), totals_(roots), bytes_done_(after ? after->bytes : 0) {}

// Few slices wait, so that memory and descriptors are bounded; some more may be done and wait for one before them.
void Run::produce() {
  const std::size_t window = 4 * jobs_ + 8;
  std::size_t waiting = 0;
  for (ActiveSlice& slice : active_) waiting += slice.next_waiting() != nullptr;
  while (!cut_all_ && !unpacking_ && waiting < jobs_ + 2 && active_.size() < window) {
    Step step = cutter_.next();
    if (auto* slice = std::get_if<Slice>(&step)) {
      accept(std::move(*slice));
      ++waiting;
    } else if (auto* archive = std::get_if<ArchiveFile>(&step)) {
      begin_archive(std::move(*archive));
    } else {
      cut_all_ = true;
    }
  }
  if (cutter_.file_changed() && !std::exchange(warned_changed_, true)) warn("file-changed");
}

void Run::accept(Slice slice) { active_.emplace_back(std::move(slice)); }

void Run::begin_archive(ArchiveFile archive) {
  unpacking_.emplace(Unpacking{ArchiveFeed(std::move(archive), case_.sources_count()), std::nullopt, {}});
  for (unsigned i = 0; i < jobs_ + 2; ++i)
    unpacking_->buffers.push_back(std::make_shared<const Descriptor>(::memfd_create("winnow-members", MFD_CLOEXEC)));
  // Unpacking takes a worker of its own, or one worker would wait for itself.
  pool_.set_workers(jobs_ + 1);
}

void Run::dispatch_unpacking() {
  if (!unpacking_ || unpacking_->job || !pool_.has_idle()) return;
  const ArchiveFile& archive = unpacking_->feed.archive();
  unpacking_->job = next_job_++;
  ToWorker message;
  UnpackJob& job = *message.mutable_unpack();
  job.set_id(*unpacking_->job);
  job.set_size(archive.size);
  job.set_name(archive.name);
  job.set_buffers(static_cast<std::uint32_t>(unpacking_->buffers.size()));
  job.set_buffer_bytes(kBufferBytes);
  std::vector<int> descriptors{archive.file->get()};
  for (const auto& buffer : unpacking_->buffers) descriptors.push_back(buffer->get());
  pool_.submit(job.id(), message, descriptors, kUnpackLimits);
}

void Run::dispatch() {
  dispatch_unpacking();
  for (ActiveSlice& slice : active_) {
    while (pool_.has_idle()) {
      Unit* const unit = slice.next_waiting();
      if (!unit) break;
      ToWorker message;
      std::vector<int> descriptors;
      message.mutable_examine()->set_id(next_job_);
      fill_job(*unit, *message.mutable_examine(), descriptors);
      unit->state = Unit::State::kAtWork;
      at_work_.push_back({next_job_, &slice, unit});
      pool_.submit(next_job_++, message, descriptors, unit->is_retry ? settings_.retry : settings_.first_try);
    }
    if (!pool_.has_idle()) return;
  }
}

void Run::free_buffer(std::uint32_t buffer) {
  if (!unpacking_ || !unpacking_->job) return;
  ToWorker message;
  message.mutable_refill()->set_buffer(buffer);
  pool_.tell(*unpacking_->job, message);
}

void Run::take(Answer& answer) {
  if (unpacking_ && unpacking_->job == answer.job) return take_unpacked(answer);
  const auto job = std::find_if(at_work_.begin(), at_work_.end(), [&](const Job& j) { return j.id == answer.job; });
  if (job == at_work_.end()) return;
  const Job found = *job;
  at_work_.erase(job);
  if (answer.kind == Answer::Kind::kExamined) found.slice->examined(*found.unit, std::move(answer.examined));
  else found.slice->failed(*found.unit, answer.reason.empty() ? "crashed" : answer.reason);
  Slice& slice = found.slice->slice();
  if (found.slice->is_resolved() && slice.buffer) free_buffer(*std::exchange(slice.buffer, std::nullopt));
}

void Run::take_unpacked(Answer& answer) {
  ArchiveFeed& feed = unpacking_->feed;
  if (answer.kind != Answer::Kind::kUnpacked) {
    accept(feed.rest_lost(answer.reason));
    return end_archive();
  }
  const std::uint32_t number = answer.unpacked.buffer();
  const bool in_buffer = uses_buffer(answer.unpacked);
  if (in_buffer && number >= unpacking_->buffers.size()) {
    pool_.abandon(answer.job);
    accept(feed.rest_lost("crashed"));
    return end_archive();
  }
  auto slice = feed.take(answer.unpacked, in_buffer ? unpacking_->buffers[number] : nullptr, kBufferBytes);
  if (!slice) {
    pool_.abandon(answer.job);
    accept(feed.rest_lost("crashed"));
    return end_archive();
  }
  if (!*slice) {
    if (in_buffer) free_buffer(number);
  } else {
    for (const Cut& cut : (*slice)->cuts) (*slice)->bytes += cut.length;
    bytes_unpacked_ += (*slice)->bytes;
    accept(std::move(**slice));
    // Nothing to examine: every member was examined by the unpacker.
    Slice& accepted = active_.back().slice();
    if (active_.back().is_resolved() && accepted.buffer) free_buffer(*std::exchange(accepted.buffer, std::nullopt));
  }
  if (answer.unpacked.done()) {
    pool_.done(answer.job);
    end_archive();
  }
}

void Run::end_archive() {
  if (!active_.empty()) {
    active_.back().slice().bytes += unpacking_->feed.archive().size;
    // Its number means nothing to the next archive.
    for (ActiveSlice& slice : active_) slice.slice().buffer.reset();
  }
  unpacking_.reset();
  pool_.set_workers(jobs_);
}

Result<void> Run::commit_ready() {
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

void Run::show_progress(bool relating) {
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

void Run::warn_missing_sandbox() {
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

Result<void> Run::wait() {
  const bool counting = totals_.step(kTotalsStep);
  WINNOW_TRY(std::vector<Answer> answers, pool_.wait(counting ? milliseconds{0} : kProgressEvery));
  for (Answer& answer : answers) take(answer);
  warn_missing_sandbox();
  return {};
}

Result<void> Run::to_the_end() {
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

Outcome outcome_of(const store::Case& opened, bool resumed, bool interrupted) {
  Outcome outcome;
  outcome.resumed = resumed;
  outcome.anything_read = opened.items() != 0;
  outcome.anything_lost = !opened.losses().empty();
  outcome.interrupted = interrupted;
  return outcome;
}

}  // namespace

Result<Outcome> examine(const Options& options, Watcher& watcher, const Settings& settings) {
  WINNOW_TRY(const std::vector<Root> roots, find_roots(options.dumps));
  WINNOW_TRY(const std::unique_ptr<store::Case> opened, store::Case::open(options.case_path, inputs_of(options, roots)));
  const bool resumed = opened->slices() != 0;
  if (opened->finished()) return outcome_of(*opened, true, false);
  std::optional<ResumePoint> after;
  if (resumed) {
    after = parse_resume_point(opened->resume_point());
    if (!after) return fail(ErrorCode::kMalformed, "the resume point");
  }
  WINNOW_TRY(const std::int64_t begun, begin_case(*opened, options, roots));
  raise_descriptor_limit();
  {
    Run run(options, watcher, settings, *opened, roots, begun, after);
    if (auto ran = run.to_the_end(); !ran) return tl::unexpected<Error>(ran.error());
    if (run.interrupted()) return outcome_of(*opened, resumed, true);
    run.show_progress(true);
  }
  if (auto related = relate_all(*opened, options.relate); !related) return tl::unexpected<Error>(related.error());
  return outcome_of(*opened, resumed, false);
}

Result<Outcome> examine(const Options& options, Watcher& watcher) {
  Settings settings;
  settings.start_worker = [] { return start_worker(); };
  return examine(options, watcher, settings);
}

}  // namespace winnow::run
