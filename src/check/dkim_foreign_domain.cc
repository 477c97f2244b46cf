// docs/checks/dkim.foreign-domain.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// A signature that holds, by a domain that is not the sender's: it proves that this domain handled the mail.
void dkim_foreign_domain(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    if (!a.counts || a.aligned != Alignment::kNone) continue;
    const proof::Signature& s = *a.signature;
    const std::string from = facts.from.empty() ? std::string{} : facts.from.front().mailbox.domain;
    // Google signs so for its business customers without a key of their own: the customer's name stands first, with
    // dashes for dots, and one key serves all of them.
    const bool workspace = s.domain.ends_with(".gappssmtp.com");
    Emit(out, "dkim.foreign-domain", workspace ? "workspace" : "", record::FOR, a.strength, record::CARRIAGE)
        .text("domain", s.domain).text("selector", s.selector).text("from_domain", from)
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
