// docs/checks/date.signer-clock.md
#include <cstdlib>

#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

namespace {

constexpr std::int64_t kDaySeconds = 86'400;

}  // namespace

// t= of the sender's own system against the Date that is shown.
void date_signer_clock(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (!a.speaks_for_author() || !s.signed_at) continue;
    const Coverage coverage = facts.coverage(s, "date");
    if (coverage.fields.size() != 1) continue;
    const auto date = mail::parse_date(facts.context.message.fields[static_cast<std::size_t>(coverage.fields.front())].value);
    if (!date) continue;
    const std::int64_t gap = *s.signed_at - date->unix_seconds;
    if (std::llabs(gap) <= kDaySeconds) continue;
    Emit(out, "date.signer-clock", gap > 0 ? "later" : "earlier", record::AGAINST, record::STRENGTH_C, record::DATE)
        .text("domain", s.domain).text("signed", iso_time(*s.signed_at)).text("shown", iso_time(date->unix_seconds, date->offset_minutes))
        .number("days", std::llabs(gap) / kDaySeconds)
        .field(facts.context, coverage.fields.front(), "date-field").field(facts.context, s.field, "signature-field");
    return;
  }
}

}  // namespace winnow::check
