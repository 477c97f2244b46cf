// docs/checks/openpgp.key.md
#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"
#include "check/openpgp_weakness.h"

namespace winnow::check {
namespace {

void key_note(Findings& out, std::string_view variant, const Facts& facts, const proof::Signature& s) {
  const proof::Certificate& c = *s.certificate;
  const auto part = static_cast<std::size_t>(s.entity->signature_part);
  Emit finding = note(out, "openpgp.key", variant, record::AUTHOR | record::CONTENT);
  finding.text("subject", c.subject).text("key", c.fingerprint).text("until", c.valid_to != 0 ? iso_date(c.valid_to) : "none")
      .text("signed_at", s.signed_at ? iso_date(*s.signed_at) : "none").text("ended_at", s.expires_at ? iso_date(*s.expires_at) : "none")
      .number("bits", s.bits).evidence(facts.context.message.parts[part].body, "signature-part");
}

}  // namespace

// What is odd about a key or its signature, in plain words. None of it says that the mail is false.
void openpgp_key(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.others) {
    const proof::Signature& s = *a.signature;
    if (s.mechanism != proof::kOpenPgp || !s.certificate || s.result != proof::ResultWord::kPass) continue;
    const proof::Certificate& c = *s.certificate;
    if (c.revocation == proof::Revocation::kRevoked) key_note(out, "revoked", facts, s);
    if (const auto now = facts.context.claims.now; now && c.valid_to != 0 && c.valid_to < *now) key_note(out, "expired", facts, s);
    if (has_ended(facts, s)) key_note(out, "ended", facts, s);
    if (is_of_the_future(facts, s)) key_note(out, "future", facts, s);
    if (has_broken_hash(s)) key_note(out, "broken-hash", facts, s);
    else if (s.algorithm.ends_with("-sha1") || s.algorithm.ends_with("-ripemd160")) key_note(out, "weak-hash", facts, s);
    if (has_small_key(s)) key_note(out, "small-key", facts, s);
  }
}

}  // namespace winnow::check
