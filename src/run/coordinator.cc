#include "run/coordinator.h"

#include <sys/resource.h>

#include <algorithm>
#include <optional>

#include "run/dump_run.h"
#include "run/inputs.h"
#include "run/relating.h"

namespace winnow::run {
namespace {

// Slices of small files need many descriptors at once.
void raise_descriptor_limit() {
  constexpr rlim_t kWanted = 8192;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= kWanted) return;
  limit.rlim_cur = std::min<rlim_t>(kWanted, limit.rlim_max);
  (void)::setrlimit(RLIMIT_NOFILE, &limit);
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
  Relating relating(*opened, options.relate);
  if (auto learned = relating.catch_up(); !learned) return tl::unexpected<Error>(learned.error());
  {
    DumpRun run(options, watcher, settings, *opened, relating, roots, begun, after);
    if (auto ran = run.to_the_end(); !ran) return tl::unexpected<Error>(ran.error());
    if (run.interrupted()) return outcome_of(*opened, resumed, true);
    run.show_progress(true);
  }
  if (auto related = relating.finish(); !related) return tl::unexpected<Error>(related.error());
  return outcome_of(*opened, resumed, false);
}

Result<Outcome> examine(const Options& options, Watcher& watcher) {
  Settings settings;
  settings.start_worker = [] { return start_worker(); };
  return examine(options, watcher, settings);
}

}  // namespace winnow::run
