// The second visit: messages are examined again with what the first could not know, loans of their copies
// (docs/mend/signature.copied.md). What it finds takes the place of what was found first.
#pragma once

#include <cstdint>
#include <span>

#include "case/case.h"
#include "run/copies_plan.h"
#include "run/coordinator.h"
#include "run/inputs.h"
#include "run/settings.h"
#include "run/signals.h"

namespace winnow::run {

class SecondVisit {
 public:
  // All outlive the visit. `begun`: the day the case was begun.
  SecondVisit(const Options& options, const Settings& settings, const Signals& signals, store::Case& opened, std::int64_t begun)
      : options_(options), settings_(settings), signals_(signals), case_(opened), begun_(begun) {}

  // Makes every call (in the order of the items, each once) that the case does not have already, until a signal comes. The same
  // ones must be given after an interruption. Errors: those of the case, and kIo where workers do not start.
  Result<void> make(std::span<const Call> calls);

 private:
  const Options& options_;
  const Settings& settings_;
  const Signals& signals_;
  store::Case& case_;
  std::int64_t begun_;
};

}  // namespace winnow::run
