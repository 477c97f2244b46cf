// docs/checks/check.incomplete.md
#include "base/limits.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// An item stands above `unproven` only if every A and B check that applies ran to its end (DESIGN section 3).
void check_incomplete(const Facts& facts, Findings& out) {
  for (const Proved& proved : facts.proved) {
    if (proved.loose != Loose::kTooLong) continue;
    Emit finding(out, "check.incomplete", "text", record::LIMIT, record::STRENGTH_A, record::CONTENT);
    finding.number("limit", static_cast<std::int64_t>(limits::kTextBytes)).evidence(facts.context.message.body, "body");
    finding.finding().set_at_most(record::OPEN);
    return;
  }
}

}  // namespace winnow::check
