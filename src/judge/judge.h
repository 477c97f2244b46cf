// Findings -> standings -> verdict (DESIGN section 3; docs/verdicts.md says the same in words). Pure: no clock, no file,
// no randomness, no memory. Knows nothing of mail.
#pragma once

#include <span>

#include "record/aspects.h"
#include "record/record.pb.h"

namespace winnow::judge {

struct Judgement {
  record::Standings standings;
  record::Verdict verdict = record::UNPROVEN;
  friend bool operator==(const Judgement&, const Judgement&) = default;
};

// The order of the findings never matters.
Judgement judge(std::span<const record::Finding* const> findings);

}  // namespace winnow::judge
