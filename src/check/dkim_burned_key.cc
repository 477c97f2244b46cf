// docs/checks/dkim.burned-key.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

void dkim_burned_key(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    if (a.cap != Cap::kBurned) continue;
    const proof::Signature& s = *a.signature;
    // A key that is too short has no reason in its record: anyone can compute its private half.
    const bool published = s.key->burned_from.has_value();
    note(out, "dkim.burned-key", published ? "published" : "short", record::AUTHOR | record::CONTENT)
        .text("domain", s.domain).text("selector", s.selector).number("bits", s.bits)
        .text("reason", s.key->burned_reason)
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
