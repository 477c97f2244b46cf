// docs/checks/dkim.testing-key.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// t=y asks receivers to treat signed and unsigned mail alike (RFC 6376 section 3.6.1). What the signature proves is the same.
void dkim_testing_key(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments)
    if (a.counts && a.signature->key_testing)
      note(out, "dkim.testing-key", "", record::AUTHOR)
          .text("domain", a.signature->domain).text("selector", a.signature->selector)
          .field(facts.context, a.signature->field, "signature-field");
}

}  // namespace winnow::check
