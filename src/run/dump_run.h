// One run over a dump: slices are made, handed to workers, and committed in their order as they come back.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "run/commit.h"
#include "run/pool.h"
#include "run/settings.h"
#include "run/signals.h"
#include "run/slices.h"
#include "run/totals.h"
#include "run/unpacking.h"

namespace winnow::run {

class DumpRun {
 public:
  // `begun`: the day the case was begun. `after`: where the case ends, unless it is new. `signals` outlives the run.
  DumpRun(const Options& options, Watcher& watcher, const Settings& settings, const Signals& signals, store::Case& opened,
          Relating& relating, const std::vector<Root>& roots, std::int64_t begun, std::optional<ResumePoint> after);

  // Until the dump is examined or a signal came. Errors: those of the case, and kIo where workers do not start.
  Result<void> to_the_end();
  void show_progress(bool relating);

 private:
  struct Job { std::uint64_t id; ActiveSlice* slice; Unit* unit; };

  void produce();
  void begin_archive(ArchiveFile archive);
  void end_archive();
  void forget_buffers();
  void dispatch();
  Result<void> wait();
  void take(Answer& answer);
  void take_unpacked(Answer& answer);
  Result<void> commit_ready();
  void warn_missing_sandbox();

  Watcher& watcher_;
  const Settings& settings_;
  store::Case& case_;
  const Signals& signals_;
  unsigned jobs_;
  Pool pool_;
  Cutter cutter_;
  Committer committer_;
  Totals totals_;
  std::deque<ActiveSlice> active_;               // in order of commitment
  std::vector<Job> at_work_;
  std::optional<Unpacking> unpacking_;           // the archive whose slices come now
  std::uint64_t next_job_ = 1;
  bool cut_all_ = false, warned_changed_ = false, warned_sandbox_ = false;
  std::uint64_t bytes_done_, bytes_unpacked_ = 0;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now(), shown_{};
};

}  // namespace winnow::run
