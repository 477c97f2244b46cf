// docs/checks/xgoogle.signed.md
#include "check/carriers.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// Google signs for itself what enters its mail system: evidence of the way, whoever the author is.
void xgoogle_signed(const Facts& facts, Findings& out) {
  constexpr std::string_view kName = "xgoogle.signed";
  for (const Assessment& a : facts.others) {
    const proof::Signature& s = *a.signature;
    if (s.mechanism != proof::kXGoogle) continue;
    const bool body = s.body == proof::Half::kPass;
    if (a.counts) {
      Emit(out, kName, body ? "whole" : "header", record::FOR, a.strength, record::CARRIAGE)
          .text("domain", s.domain).text("selector", s.selector)
          .field(facts.context, s.field, "signature-field");
      continue;
    }
    const bool unknown = s.result == proof::ResultWord::kNoKey || s.result == proof::ResultWord::kTempError;
    const std::string_view variant = !unknown ? a.cap == Cap::kBurned ? "burned" : "failed" : body ? "no-key-body-holds" : "no-key";
    note(out, kName, variant, record::CARRIAGE)
        .text("domain", s.domain).text("selector", s.selector).text("reason", s.reason)
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
