// docs/checks/openpgp.signed.md
#include <algorithm>

#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"
#include "check/entity_claims.h"
#include "check/openpgp_weakness.h"

namespace winnow::check {
namespace {

// DESIGN section 3 "Keys": a key that the user gives is K2, one that came with the mail K3. A signature that ended before the
// mail was made, or one by a key that its owner withdrew, says nothing.
record::Strength strength_of(const Facts& facts, const proof::Signature& s) {
  if (has_small_key(s) || s.certificate->revocation == proof::Revocation::kRevoked) return record::STRENGTH_D;
  const auto& notes = facts.context.message.notes;
  const bool header_cut = std::find(notes.begin(), notes.end(), "header.too-many-fields") != notes.end();
  const bool strong = s.certificate->given && !has_broken_hash(s) && !has_ended(facts, s) && !is_of_the_future(facts, s);
  return strong && !header_cut && !another_body_was_signed(facts) ? record::STRENGTH_B : record::STRENGTH_C;
}

std::string_view key_word(const proof::Signature& s) {
  if (!s.certificate || s.certificate->vouched == proof::Vouched::kNoKey) return "none";
  if (s.certificate->revocation == proof::Revocation::kRevoked) return "revoked";
  return s.certificate->given ? "given" : "found";
}

// The sentences choose by these words, which ICU wants without hyphens.
std::string word(std::string_view name) {
  std::string out(name);
  std::erase(out, '-');
  return out;
}

Emit& describe(Emit&& finding, const Facts& facts, const proof::Signature& s) {
  finding.text("address", s.identity.empty() && s.certificate ? s.certificate->subject : s.identity);
  finding.text("key", s.certificate ? s.certificate->fingerprint : "").text("known", key_word(s));
  finding.text("signed_at", s.signed_at ? iso_date(*s.signed_at) : "none").text("reason", word(s.reason));
  const auto part = static_cast<std::size_t>(s.entity->signature_part);
  return finding.evidence(facts.context.message.parts[part].body, "signature-part").evidence(s.body_covered, "signed-part");
}

void add_holding(const Facts& facts, const proof::Signature& s, Findings& out) {
  const EntityClaims claims = claims_of_entity(facts, s);
  if (claims.aspects == record::ASPECT_NONE) {
    describe(Emit(out, "openpgp.signed", name(claims.reach), record::NOTE, record::STRENGTH_D, record::AUTHOR | record::CONTENT), facts, s)
        .text("loose", name(claims.loose)).text("field", claims.differing);
    return;
  }
  const bool bound = claims.reach == EntityReach::kBound;
  const record::Strength strength = bound ? strength_of(facts, s) : std::min(strength_of(facts, s), record::STRENGTH_C);
  describe(Emit(out, "openpgp.signed", name(claims.reach), record::FOR, strength, claims.aspects), facts, s);
}

std::string_view variant_of(proof::ResultWord result) {
  switch (result) {
    case proof::ResultWord::kNoKey: return "no-key";
    case proof::ResultWord::kFail: return "failed";
    case proof::ResultWord::kNeutral: return "key-time";
    case proof::ResultWord::kTempError: return "no-library";
    default: return "unreadable";
  }
}

}  // namespace

// A signature proves its part. What stands around it, the mail's own header first of all, is anyone's.
void openpgp_signed(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.others) {
    const proof::Signature& s = *a.signature;
    if (s.mechanism != proof::kOpenPgp) continue;
    if (s.result == proof::ResultWord::kPass) {
      add_holding(facts, s, out);
      continue;
    }
    describe(Emit(out, "openpgp.signed", variant_of(s.result), record::NOTE, record::STRENGTH_D, record::AUTHOR | record::CONTENT), facts, s);
  }
}

}  // namespace winnow::check
