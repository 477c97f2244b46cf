// docs/checks/dkim.padding.md
#include "base/hash.h"
#include "check/checks.h"
#include "check/emit.h"
#include "check/facts.h"

namespace winnow::check {

// A value that nobody without the key could make, under a header that it does not fit. Says nothing for the message: the
// signature of any other mail of that domain may have been copied here.
void dkim_padding(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (s.header != proof::Half::kFail || s.padding == proof::Half::kUnknown) continue;
    const bool made = s.padding == proof::Half::kPass;
    if (made && is_burned(s, facts.context.claims)) continue;   // anybody could make it
    const std::string_view variant = !made ? "other-key" : s.body == proof::Half::kPass ? "body-holds" : "made";
    Emit finding = note(out, "dkim.padding", variant, record::AUTHOR);
    finding.text("domain", s.domain).text("selector", s.selector).field(facts.context, s.field, "signature-field");
    if (made) finding.text("digest", to_hex(s.signed_digest));
  }
}

}  // namespace winnow::check
