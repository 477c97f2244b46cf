// Verdicts of examined messages, and their findings in words for a failing test.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "judge/judge.h"
#include "support/examined.h"
#include "support/signer.h"

namespace winnow::check {

inline judge::Judgement judged(const record::Item& item) {
  std::vector<const record::Finding*> findings;
  for (const record::Finding& finding : item.findings()) findings.push_back(&finding);
  return judge::judge(findings);
}
inline judge::Judgement judged(const support::Examined& examined) { return judged(examined.item); }

inline std::string listed(const support::Examined& examined) {
  std::string out = "\n";
  for (const record::Finding& f : examined.item.findings()) {
    out += f.check() + "." + f.variant() + " " + std::string(record::name(f.direction())) + " " + std::string(record::name(f.strength()));
    for (const record::Aspect aspect : record::kAspects)
      if ((f.aspects() & static_cast<unsigned>(aspect)) != 0) out += " " + std::string(record::name(aspect));
    out += "\n";
  }
  return out;
}

}  // namespace winnow::check
