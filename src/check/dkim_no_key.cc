// docs/checks/dkim.no-key.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

void dkim_no_key(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (s.result != proof::ResultWord::kNoKey && s.result != proof::ResultWord::kTempError) continue;
    const std::string_view variant = s.body == proof::Half::kPass ? "body-holds" : s.body == proof::Half::kFail ? "body-differs" : "";
    note(out, "dkim.no-key", variant, record::AUTHOR | record::CONTENT)
        .text("domain", s.domain).text("selector", s.selector)
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
