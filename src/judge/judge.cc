#include "judge/judge.h"

#include <algorithm>
#include <array>

namespace winnow::judge {
namespace {

using record::Aspect;
using record::Finding;
using record::Standing;
using record::Strength;
using record::Verdict;

// The aspects that move the verdict; carriage is shown only.
constexpr std::array kDeciding = {record::AUTHOR, record::DATE, record::RECIPIENTS, record::SUBJECT, record::CONTENT};

// What the findings say of one aspect. The table below looks at nothing but the strongest finding on each side, so that
// findings of one group count once by construction: a second one of the same cause can never add to the first.
struct Scales {
  Strength in_favour = record::STRENGTH_D;
  Strength against = record::STRENGTH_D;
  Strength against_by_others = record::STRENGTH_D;   // without the signer's own clock
  Standing at_most = record::PROVED;
  bool original_known = false;                       // beside a proof against the aspect
};

Scales weigh(std::span<const Finding* const> findings, Aspect aspect) {
  Scales scales;
  for (const Finding* finding : findings) {
    if ((finding->aspects() & static_cast<std::uint32_t>(aspect)) == 0) continue;
    const Strength strength = finding->strength();
    if (strength < record::STRENGTH_B) continue;     // C and D are shown and move nothing
    switch (finding->direction()) {
      case record::FOR:
        scales.in_favour = std::max(scales.in_favour, strength);
        break;
      case record::AGAINST: {
        scales.against = std::max(scales.against, strength);
        const bool own_clock = aspect == record::DATE && finding->group() == kSignerClockGroup;
        if (own_clock) break;
        scales.against_by_others = std::max(scales.against_by_others, strength);
        scales.original_known |= strength == record::STRENGTH_A && finding->original_known();
        break;
      }
      case record::LIMIT:
        scales.at_most = std::min(scales.at_most, finding->at_most() == record::SUPPORTED ? record::SUPPORTED : record::OPEN);
        break;
      default:
        break;
    }
  }
  return scales;
}

// The first that fits (DESIGN section 3).
Standing standing(Strength in_favour, Strength against, Standing at_most) {
  const bool proof_for = in_favour == record::STRENGTH_A, proof_against = against == record::STRENGTH_A;
  if (proof_for && proof_against) return record::QUESTIONED;
  if (proof_against) return record::REFUTED;
  if (proof_for) return std::min(record::PROVED, at_most);
  if (against == record::STRENGTH_B) return record::QUESTIONED;
  if (in_favour == record::STRENGTH_B) return std::min(record::SUPPORTED, at_most);
  return record::OPEN;
}

bool speaks_against(Standing standing) { return standing == record::QUESTIONED || standing == record::REFUTED; }
bool lifts(Standing standing) { return standing == record::SUPPORTED || standing == record::PROVED; }

}  // namespace

Judgement judge(std::span<const Finding* const> findings) {
  Judgement judgement;
  bool altered = false, doubtful = false;
  for (const Aspect aspect : record::kAspects) {
    const Scales scales = weigh(findings, aspect);
    const Standing now = standing(scales.in_favour, scales.against, scales.at_most);
    judgement.standings.of(aspect) = now;
    if (std::find(kDeciding.begin(), kDeciding.end(), aspect) == kDeciding.end()) continue;
    altered |= now == record::REFUTED && scales.original_known;
    doubtful |= speaks_against(standing(scales.in_favour, scales.against_by_others, scales.at_most));
  }
  const Standing author = judgement.standings.of(record::AUTHOR), content = judgement.standings.of(record::CONTENT);
  if (altered) judgement.verdict = record::ALTERED;
  else if (author == record::REFUTED) judgement.verdict = record::FORGED;
  else if (doubtful) judgement.verdict = record::DOUBTFUL;
  else if (author == record::PROVED && content == record::PROVED) judgement.verdict = record::AUTHENTIC;
  else if (lifts(author) && lifts(content)) judgement.verdict = record::CORROBORATED;
  else judgement.verdict = record::UNPROVEN;
  return judgement;
}

}  // namespace winnow::judge
