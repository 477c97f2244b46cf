// docs/checks/dkim.aligned.md
#include <algorithm>

#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

constexpr std::string_view kName = "dkim.aligned";

// The moments between which the signature was made, as far as anything but the signer's own word bounds them
// (DESIGN section 3 "Keys"). A key from the archive was last seen at its `seen_to`; that is no end of its life, and only
// what the user says about a key is taken for one.
std::optional<std::int64_t> latest_moment(const proof::Signature& signature, const Claims& claims) {
  std::optional<std::int64_t> latest = claims.fixed;
  const bool said_by_user = signature.key->vouched || signature.key->channel == proof::KeyChannel::kGiven;
  if (said_by_user && signature.key->seen_to && (!latest || *signature.key->seen_to < *latest)) latest = signature.key->seen_to;
  return latest;
}

std::string_view key_word(const proof::Key& key) {
  if (key.vouched) return "vouched";
  switch (key.key_class) {
    case proof::KeyClass::kK1: return "published";
    case proof::KeyClass::kK2: return "single";
    case proof::KeyClass::kK3: return "computed";
  }
  return "computed";
}

void emit(const Facts& facts, const Assessment& assessment, const Proved& proved, Findings& out) {
  const proof::Signature& signature = *assessment.signature;
  const FromReading& from = *facts.shown_from();
  const bool whole = (proved.aspects & record::CONTENT) != 0;
  const std::string_view variant = whole ? "whole" : signature.body == proof::Half::kPass ? "loose" : "header";
  Emit finding(out, kName, variant, record::FOR, assessment.strength, proved.aspects);
  finding.text("address", from.mailbox.address()).text("domain", signature.domain).text("selector", signature.selector);
  finding.number("bits", signature.bits).text("algorithm", signature.algorithm);
  finding.text("key", key_word(*signature.key)).text("cap", name(assessment.cap)).text("source", signature.key->source);
  if (const auto latest = latest_moment(signature, facts.context.claims)) finding.number("not_after", *latest);
  for (const int field : signature.signed_fields) finding.field(facts.context, field, "signed-field");
  finding.field(facts.context, signature.field, "signature-field");
  if (whole) finding.evidence(signature.body_covered, "signed-body");
}

}  // namespace

// One finding for each signature that says more than those before it, the strongest first. Where one of them proves the text,
// one that was made for another text says nothing of this mail: with two honest mails at hand, the header of one can be put
// above the body of the other, and each signature would hold for its half.
void dkim_aligned(const Facts& facts, Findings& out) {
  const bool text_proved = std::any_of(facts.proved.begin(), facts.proved.end(), [](const Proved& p) { return (p.aspects & record::CONTENT) != 0; });
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < facts.assessments.size(); ++i) {
    const bool of_this_text = facts.assessments[i].signature->body == proof::Half::kPass && !facts.proved[i].tail;
    if (facts.proved[i].aspects != record::ASPECT_NONE && (of_this_text || !text_proved)) order.push_back(i);
  }
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return facts.assessments[a].strength > facts.assessments[b].strength;
  });
  unsigned said = record::ASPECT_NONE;
  for (const std::size_t i : order) {
    if ((facts.proved[i].aspects & ~said) == 0) continue;
    said |= facts.proved[i].aspects;
    emit(facts, facts.assessments[i], facts.proved[i], out);
  }
}

}  // namespace winnow::check
