// docs/checks/dkim.expired.md
#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// x= is when the signer stopped vouching to receivers (RFC 6376 section 3.5); against the clock of reception, never ours.
void dkim_expired(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (!a.counts || !s.expires_at) continue;
    const bool odd = s.signed_at && *s.expires_at < *s.signed_at;
    note(out, "dkim.expired", odd ? "before-signing" : "", record::DATE)
        .text("domain", s.domain).text("until", iso_date(*s.expires_at))
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
