// A second judge, slow and obvious: the table of DESIGN section 3 row by row, groups counted literally. The tests hold
// the fast one against it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "judge/judge.h"

namespace winnow::judge {

inline Judgement reference_judge(const std::vector<record::Finding>& findings) {
  using namespace record;
  Judgement out;
  std::map<Aspect, Standing> of, without_own_clock;
  std::map<Aspect, bool> original;
  for (const Aspect aspect : kAspects) {
    for (const bool skip_own_clock : {false, true}) {
      // One voice a group: its strongest findings. Equal ones on both sides are a conflict and both stay.
      std::map<std::string, int> strongest;
      const auto counts = [&](const Finding& f) {
        const bool own_clock = f.group() == "signer-clock" && f.direction() == AGAINST && aspect == DATE;
        return (f.aspects() & aspect) != 0 && (f.direction() == FOR || f.direction() == AGAINST) &&
               !(skip_own_clock && own_clock);
      };
      for (const Finding& f : findings)
        if (counts(f)) strongest[f.group()] = std::max(strongest[f.group()], int{f.strength()});
      bool a_for = false, b_for = false, a_against = false, b_against = false, known = false;
      for (const Finding& f : findings) {
        if (!counts(f) || f.strength() < strongest[f.group()]) continue;
        if (f.direction() == FOR && f.strength() == STRENGTH_A) a_for = true;
        if (f.direction() == FOR && f.strength() == STRENGTH_B) b_for = true;
        if (f.direction() == AGAINST && f.strength() == STRENGTH_A) a_against = true;
        if (f.direction() == AGAINST && f.strength() == STRENGTH_B) b_against = true;
        if (f.direction() == AGAINST && f.strength() == STRENGTH_A && f.original_known() &&
            !(aspect == DATE && f.group() == "signer-clock"))
          known = true;
      }
      Standing standing = OPEN;
      if (a_for && a_against) standing = QUESTIONED;
      else if (a_against) standing = REFUTED;
      else if (a_for) standing = PROVED;
      else if (b_against) standing = QUESTIONED;
      else if (b_for) standing = SUPPORTED;
      for (const Finding& f : findings) {
        if (f.direction() != LIMIT || (f.aspects() & aspect) == 0 || f.strength() < STRENGTH_B) continue;
        if (f.at_most() == SUPPORTED && standing == PROVED) standing = SUPPORTED;
        if (f.at_most() != SUPPORTED && (standing == PROVED || standing == SUPPORTED)) standing = OPEN;
      }
      (skip_own_clock ? without_own_clock : of)[aspect] = standing;
      if (!skip_own_clock) original[aspect] = known;
    }
    out.standings.of(aspect) = of[aspect];
  }
  const std::vector<Aspect> deciding = {AUTHOR, CONTENT, SUBJECT, DATE, RECIPIENTS};
  for (const Aspect aspect : deciding)
    if (of[aspect] == REFUTED && original[aspect]) { out.verdict = ALTERED; return out; }
  if (of[AUTHOR] == REFUTED) { out.verdict = FORGED; return out; }
  for (const Aspect aspect : deciding)
    if (without_own_clock[aspect] == QUESTIONED || without_own_clock[aspect] == REFUTED) { out.verdict = DOUBTFUL; return out; }
  if (of[AUTHOR] == PROVED && of[CONTENT] == PROVED) { out.verdict = AUTHENTIC; return out; }
  const auto lifted = [&](Aspect a) { return of[a] == PROVED || of[a] == SUPPORTED; };
  out.verdict = lifted(AUTHOR) && lifted(CONTENT) ? CORROBORATED : UNPROVEN;
  return out;
}

}  // namespace winnow::judge
