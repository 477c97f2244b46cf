// docs/checks/check.incomplete.md
#include <algorithm>

#include "base/limits.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

constexpr unsigned kShown = record::AUTHOR | record::CONTENT | record::SUBJECT | record::DATE | record::RECIPIENTS;

// Fields behind the limit are not looked at: a second From may stand there, which other programs show and a verifier signs.
bool limits_header(const Facts& facts, Findings& out) {
  const auto& notes = facts.context.message.notes;
  if (std::find(notes.begin(), notes.end(), "header.too-many-fields") == notes.end()) return false;
  Emit finding(out, "check.incomplete", "fields", record::LIMIT, record::STRENGTH_A, kShown);
  finding.number("limit", static_cast<std::int64_t>(limits::kHeaderFields)).evidence(facts.context.message.header, "header");
  finding.finding().set_at_most(record::OPEN);
  return true;
}

}  // namespace

// An item stands above `unproven` only if every A and B check that applies ran to its end (DESIGN section 3).
void check_incomplete(const Facts& facts, Findings& out) {
  if (!facts.proved.empty() && limits_header(facts, out)) return;
  for (const Proved& proved : facts.proved) {
    if (proved.loose != Loose::kTooLong) continue;
    Emit finding(out, "check.incomplete", "text", record::LIMIT, record::STRENGTH_A, record::CONTENT);
    finding.number("limit", static_cast<std::int64_t>(limits::kTextBytes)).evidence(facts.context.message.body, "body");
    finding.finding().set_at_most(record::OPEN);
    return;
  }
}

}  // namespace winnow::check
