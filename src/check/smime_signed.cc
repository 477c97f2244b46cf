// docs/checks/smime.signed.md
#include <algorithm>

#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"
#include "check/entity_claims.h"

namespace winnow::check {
namespace {

constexpr std::uint32_t kBitsAtLeast = 1024;   // of an RSA or DSA key (docs/keys.md: burned below)

bool is_broken_hash(const proof::Signature& s) { return s.algorithm.find("-md") != std::string::npos; }
bool is_small_key(const proof::Signature& s) {
  return (s.algorithm.starts_with("rsa") || s.algorithm.starts_with("dsa")) && s.bits < kBitsAtLeast;
}

// DESIGN section 3 "Keys": an authority that the user gives makes K2, a certificate that only the dump holds is K3.
record::Strength strength_of(const Facts& facts, const proof::Signature& s) {
  if (is_small_key(s) || s.certificate->vouched == proof::Vouched::kRevoked) return record::STRENGTH_D;
  const auto& notes = facts.context.message.notes;
  const bool header_cut = std::find(notes.begin(), notes.end(), "header.too-many-fields") != notes.end();
  const bool given = s.certificate->vouched == proof::Vouched::kTrusted && !is_broken_hash(s);
  return given && !header_cut && !another_body_was_signed(facts) ? record::STRENGTH_B : record::STRENGTH_C;
}

// The sentences choose by these words, which ICU wants without hyphens.
std::string word(std::string_view name) {
  std::string out(name);
  std::erase(out, '-');
  return out;
}

Emit& describe(Emit&& finding, const Facts& facts, const proof::Signature& s) {
  finding.text("address", s.identity);
  if (s.certificate) {
    finding.text("subject", s.certificate->subject).text("issuer", s.certificate->issuer).text("vouched", word(proof::name(s.certificate->vouched)));
    finding.text("revocation", word(proof::name(s.certificate->revocation)));
  }
  finding.text("signed_at", s.signed_at ? iso_date(*s.signed_at) : "none").text("reason", word(s.reason));
  const auto part = static_cast<std::size_t>(s.entity->signature_part);
  return finding.evidence(facts.context.message.parts[part].body, "signature-part").evidence(s.body_covered, "signed-part");
}

void add_holding(const Facts& facts, const proof::Signature& s, Findings& out) {
  const EntityClaims claims = claims_of_entity(facts, s);
  if (claims.aspects == record::ASPECT_NONE) {
    describe(Emit(out, "smime.signed", name(claims.reach), record::NOTE, record::STRENGTH_D, record::AUTHOR | record::CONTENT), facts, s)
        .text("loose", name(claims.loose)).text("field", claims.differing);
    return;
  }
  const bool bound = claims.reach == EntityReach::kBound;
  const record::Strength strength = bound ? strength_of(facts, s) : std::min(strength_of(facts, s), record::STRENGTH_C);
  describe(Emit(out, "smime.signed", name(claims.reach), record::FOR, strength, claims.aspects), facts, s);
}

}  // namespace

// A signature proves its part. What stands around it, the mail's own header first of all, is anyone's.
void smime_signed(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.others) {
    const proof::Signature& s = *a.signature;
    if (s.mechanism != proof::kSmime) continue;
    if (s.result == proof::ResultWord::kPass) {
      add_holding(facts, s, out);
      continue;
    }
    const std::string_view variant = s.result == proof::ResultWord::kNoKey ? "no-certificate" : s.result == proof::ResultWord::kFail ? "failed" : "unreadable";
    describe(Emit(out, "smime.signed", variant, record::NOTE, record::STRENGTH_D, record::AUTHOR | record::CONTENT), facts, s);
  }
}

}  // namespace winnow::check
