// docs/checks/dkim.body-length.md
#include <algorithm>

#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

void dkim_body_length(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (!s.body_length || s.body != proof::Half::kPass) continue;
    const bool tail = has_unsigned_tail(facts.context.message, s);
    note(out, "dkim.body-length", tail ? "tail" : "complete", record::CONTENT)
        .text("domain", s.domain)
        .number("covered", static_cast<std::int64_t>(s.body_covered.size()))
        .number("uncovered", static_cast<std::int64_t>(s.body_uncovered))
        .evidence({std::max(s.body_covered.end, facts.context.message.body.begin), facts.context.message.body.end}, "unsigned-body");
  }
}

}  // namespace winnow::check
