// docs/checks/dkim.key-life.md
#include <optional>

#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

namespace {

// Sources write down months or years; a day at either end says nothing.
constexpr std::int64_t kSlackSeconds = 45 * 86'400;

}  // namespace

// The signature's own time, or the shown Date where it has none, against the time in which its key is known to have stood.
void dkim_key_life(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (!a.counts) continue;
    std::optional<std::int64_t> moment = s.signed_at;
    if (!moment && facts.context.item.has_date()) moment = facts.context.item.date();
    if (!moment) continue;
    const bool early = s.key->seen_from && *moment + kSlackSeconds < *s.key->seen_from;
    const bool late = s.key->seen_to && *moment - kSlackSeconds > *s.key->seen_to;
    if (!early && !late) continue;
    note(out, "dkim.key-life", early ? "early" : "late", record::DATE)
        .text("domain", s.domain).text("selector", s.selector).text("moment", iso_date(*moment))
        .text("limit", iso_date(early ? *s.key->seen_from : *s.key->seen_to))
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
