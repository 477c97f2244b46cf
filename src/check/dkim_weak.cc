// docs/checks/dkim.weak.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

namespace {

constexpr std::uint32_t kBitsForNewKeys = 1024;   // RFC 8301 section 3.2

}  // namespace

void dkim_weak(const Facts& facts, Findings& out) {
  for (const Assessment& a : facts.assessments) {
    const proof::Signature& s = *a.signature;
    if (!a.counts) continue;
    const bool sha1 = s.algorithm == "rsa-sha1", is_short = s.algorithm.starts_with("rsa") && s.bits < kBitsForNewKeys;
    if (sha1)
      note(out, "dkim.weak", "sha1", record::AUTHOR | record::CONTENT).text("domain", s.domain)
          .field(facts.context, s.field, "signature-field");
    if (is_short)
      note(out, "dkim.weak", "short", record::AUTHOR | record::CONTENT).text("domain", s.domain).number("bits", s.bits)
          .field(facts.context, s.field, "signature-field");
  }
}

}  // namespace winnow::check
