#include "run/coordinator.h"

#include <sys/resource.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "case/amend.h"
#include "run/asked_keys.h"
#include "run/dump_run.h"
#include "run/inputs.h"
#include "run/relating.h"
#include "run/second_visit.h"
#include "run/signals.h"

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

// Keys that were asked of the DNS, or computed, since the dump was examined are no reason to doubt what stands there, but one to
// examine it anew.
Result<void> add_found_keys(const std::string& inputs, Options& options, std::unique_ptr<store::Case>& opened) {
  const std::string keys = asked_keys(opened->note(kAnswersNote));
  if (!keys.empty()) options.keys.push_back({"DNS", keys, false});
  const std::string computed = opened->note(kComputedNote);
  if (!computed.empty()) options.keys.push_back({"computed", computed, false});
  const std::string mark = mark_of(keys + computed);
  if (opened->note(kUsedNote) == mark) return {};
  if (opened->slices() != 0) {
    opened.reset();
    if (auto forgot = store::forget_slices(options.case_path); !forgot) return forgot;
    WINNOW_TRY(opened, store::Case::open(options.case_path, inputs));
  }
  return opened->set_note(kUsedNote, mark);
}

void warn_left_out(std::uint64_t copies, Watcher& watcher) {
  if (copies == 0) return;
  google::protobuf::RepeatedPtrField<record::Param> params;
  record::Param& param = *params.Add();
  param.set_name("count");
  param.set_number(static_cast<std::int64_t>(copies));
  watcher.warning("copies-left-out", params);
}

// Computes keys where that was asked for and is not done yet; else notes what could be done. Whether keys came out.
Result<bool> compute_keys(const Options& options, const Settings& settings, const Signals& signals, std::int64_t begun, store::Case& opened,
                          const LostKeys& lost, Watcher& watcher) {
  if (!opened.note(kComputingNote).empty()) return false;
  if (options.compute_seconds == 0) return opened.set_note(kComputingNote, lost.survey()).map([] { return false; });
  const std::string before = opened.note(kComputedNote);
  if (auto computed = lost.compute(options, settings, signals, begun, opened, watcher); !computed) return tl::unexpected<Error>(computed.error());
  return opened.note(kComputedNote) != before;
}

}  // namespace

Result<Outcome> examine(const Options& given, Watcher& watcher, const Settings& settings) {
  WINNOW_TRY(const std::vector<Root> roots, find_roots(given.dumps));
  const std::string inputs = inputs_of(given, roots);
  WINNOW_TRY(std::unique_ptr<store::Case> opened, store::Case::open(given.case_path, inputs));
  Options options = given;
  if (auto added = add_found_keys(inputs, options, opened); !added) return tl::unexpected<Error>(added.error());
  const bool resumed = opened->slices() != 0;
  if (opened->finished()) return outcome_of(*opened, true, false);
  std::optional<ResumePoint> after;
  if (resumed) {
    after = parse_resume_point(opened->resume_point());
    if (!after) return fail(ErrorCode::kMalformed, "the resume point");
  }
  WINNOW_TRY(const std::int64_t begun, begin_case(*opened, options, roots));
  raise_descriptor_limit();
  const Signals signals;
  if (roots.size() == 2) options.relate.editions = {roots[0].locator, roots[1].locator};
  Relating relating(*opened, options.relate);
  if (auto learned = relating.catch_up(); !learned) return tl::unexpected<Error>(learned.error());
  {
    DumpRun run(options, watcher, settings, signals, *opened, relating, roots, begun, after);
    if (auto ran = run.to_the_end(); !ran) return tl::unexpected<Error>(ran.error());
    if (signals.interrupted()) return outcome_of(*opened, resumed, true);
    run.show_progress(true);
  }
  WINNOW_TRY(const bool keys_came, compute_keys(options, settings, signals, begun, *opened, relating.lost_keys(), watcher));
  if (signals.interrupted()) return outcome_of(*opened, resumed, true);
  if (keys_came) {
    opened.reset();
    return examine(given, watcher, settings);
  }
  const std::vector<Call> calls = relating.calls();
  warn_left_out(relating.copies_left_out(), watcher);
  SecondVisit second(options, settings, signals, *opened, begun);
  if (auto made = second.make(calls); !made) return tl::unexpected<Error>(made.error());
  if (signals.interrupted()) return outcome_of(*opened, resumed, true);
  if (opened->has_revised())
    if (auto learned = relating.learn_anew(); !learned) return tl::unexpected<Error>(learned.error());
  relating.conclude();
  if (!signals.interrupted())
    if (auto finished = relating.finish(); !finished) return tl::unexpected<Error>(finished.error());
  return outcome_of(*opened, resumed, signals.interrupted());
}

Result<Outcome> examine(const Options& options, Watcher& watcher) {
  Settings settings;
  settings.start_worker = [](bool openpgp) { return start_worker(openpgp); };
  return examine(options, watcher, settings);
}

}  // namespace winnow::run
