// What a test may replace in a run.
#pragma once

#include "run/coordinator.h"
#include "run/pool.h"

namespace winnow::run {

struct Settings {
  StartWorker start_worker;
  JobLimits first_try;
  JobLimits retry{std::chrono::milliseconds{limits::kSliceCpuSeconds * 250}, std::chrono::milliseconds{limits::kSliceCpuSeconds * 10'000}};
};

// examine() with other workers or limits.
Result<Outcome> examine(const Options& options, Watcher& watcher, const Settings& settings);

}  // namespace winnow::run
