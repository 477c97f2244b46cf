// docs/checks/domainkeys.signed.md
#include <algorithm>

#include "check/carriers.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

constexpr std::string_view kName = "domainkeys.signed";

// Without white space "the rapist" and "therapist" are one text: such a signature fixes who and to whom, not the words.
constexpr unsigned kFixedWithoutBlanks = record::AUTHOR | record::RECIPIENTS;

void add_signed(const Facts& facts, const Assessment& a, Findings& out) {
  const proof::Signature& s = *a.signature;
  // SHA-1 alone (RFC 4870 section 3.3): supported at most, whenever the bytes were fixed.
  const record::Strength strength = std::min(a.strength, record::STRENGTH_B);
  const Proved proved = proved_by(facts, a);
  const bool author = proved.aspects != record::ASPECT_NONE;
  const unsigned aspects = s.body_simple ? proved.aspects : proved.aspects & kFixedWithoutBlanks;
  const std::string_view variant = !author ? "carriage" : !s.body_simple ? "blanks" : (aspects & record::CONTENT) != 0 ? "whole" : "loose";
  Emit finding(out, kName, variant, record::FOR, strength, author ? aspects : unsigned{record::CARRIAGE});
  finding.text("domain", s.domain).text("selector", s.selector).text("address", s.identity).number("bits", s.bits);
  finding.text("cap", name(a.cap));
  if (!author) finding.group("carriage");
  finding.field(facts.context, s.field, "signature-field");
  for (const int field : s.signed_fields) finding.field(facts.context, field, "signed-field");
}

}  // namespace

void domainkeys_signed(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.others) {
    const proof::Signature& s = *a.signature;
    if (s.mechanism != proof::kDomainKeys) continue;
    if (holds(a)) {
      add_signed(facts, a, out);
      continue;
    }
    const bool unknown = s.result == proof::ResultWord::kNoKey || s.result == proof::ResultWord::kTempError;
    const std::string_view variant = unknown ? "no-key" : a.cap == Cap::kBurned ? "burned" : "failed";
    note(out, kName, variant, record::AUTHOR | record::CONTENT)
        .text("domain", s.domain).text("selector", s.selector).text("reason", s.reason)
        .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
