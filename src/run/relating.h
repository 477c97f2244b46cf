// The case as `relate` sees it, and the verdicts that follow from what it finds.
#pragma once

#include "base/result.h"
#include "case/case.h"
#include "relate/relate.h"

namespace winnow::run {

// Runs every relation over the case, judges every item anew with what they found, and finishes the case.
Result<void> relate_all(store::Case& opened, const relate::Options& options);

}  // namespace winnow::run
