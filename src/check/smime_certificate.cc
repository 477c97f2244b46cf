// docs/checks/smime.certificate.md
#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

constexpr std::string_view kName = "smime.certificate";
constexpr std::uint32_t kBitsAtLeast = 1024;

Emit& certificate_note(Findings& out, std::string_view variant, const Facts& facts, const proof::Signature& s) {
  const proof::Certificate& c = *s.certificate;
  Emit finding = note(out, kName, variant, record::AUTHOR | record::CONTENT);
  const auto part = static_cast<std::size_t>(s.entity->signature_part);
  return finding.text("subject", c.subject).text("issuer", c.issuer).text("from", iso_date(c.valid_from)).text("until", iso_date(c.valid_to))
      .text("signed_at", s.signed_at ? iso_date(*s.signed_at) : "none").number("bits", s.bits)
      .evidence(facts.context.message.parts[part].body, "signature-part");
}

}  // namespace

// What is odd about a certificate, in plain words. None of it says that the mail is false.
void smime_certificate(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.others) {
    const proof::Signature& s = *a.signature;
    if (s.mechanism != proof::kSmime || !s.certificate || s.result != proof::ResultWord::kPass) continue;
    const proof::Certificate& c = *s.certificate;
    if (c.self_signed) certificate_note(out, "self-signed", facts, s);
    if (c.vouched == proof::Vouched::kRevoked) certificate_note(out, "revoked", facts, s);
    if (s.signed_at && (*s.signed_at < c.valid_from || *s.signed_at > c.valid_to)) certificate_note(out, "out-of-date", facts, s);
    else if (const auto now = facts.context.claims.now; now && c.valid_to < *now) certificate_note(out, "expired", facts, s);
    if (s.algorithm.find("-md") != std::string::npos) certificate_note(out, "broken-hash", facts, s);
    else if (s.algorithm.ends_with("-sha1")) certificate_note(out, "weak-hash", facts, s);
    if ((s.algorithm.starts_with("rsa") || s.algorithm.starts_with("dsa")) && s.bits < kBitsAtLeast) certificate_note(out, "small-key", facts, s);
  }
}

}  // namespace winnow::check
