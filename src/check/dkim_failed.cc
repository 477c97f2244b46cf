// docs/checks/dkim.failed.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// Honest handling breaks signatures every day: a failure says which half was changed, and nothing about why.
void dkim_failed(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (s.result != proof::ResultWord::kFail) continue;
    const bool header = s.header == proof::Half::kFail, body = s.body == proof::Half::kFail;
    const std::string_view variant = header && body ? "both" : header ? "header" : body ? "body" : "other";
    note(out, "dkim.failed", variant, record::AUTHOR | record::CONTENT)
        .text("domain", s.domain).text("selector", s.selector)
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
