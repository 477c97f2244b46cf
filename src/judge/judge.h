// Findings -> standings -> verdict (DESIGN section 3; docs/verdicts.md says the same in words). Pure: no clock, no file,
// no randomness, no memory. Knows nothing of mail.
#pragma once

#include <span>
#include <string_view>

#include "record/aspects.h"
#include "record/record.pb.h"

namespace winnow::judge {

// The group of findings that hold the shown Date against the clock of the signer himself. That clock may simply be wrong:
// alone it refutes a date but makes no item doubtful.
inline constexpr std::string_view kSignerClockGroup = "signer-clock";

struct Judgement {
  record::Standings standings;
  record::Verdict verdict = record::UNPROVEN;
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

// The order of the findings never matters.
Judgement judge(std::span<const record::Finding* const> findings);

}  // namespace winnow::judge
