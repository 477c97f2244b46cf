// docs/checks/arc.chain.md
#include <algorithm>

#include "check/carriers.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

constexpr std::string_view kName = "arc.chain";

Emit& with_chain(Emit&& finding, const proof::Signature& chain) {
  return finding.text("sealer", chain.domain).number("sets", chain.instance.value_or(0)).text("reason", chain.reason);
}

// How much the whole chain proves: no more than the weakest of the signatures that it needs. D: one of them does not count.
record::Strength weakest(const Facts& facts, std::uint32_t newest) {
  const Assessment* const message = row_of(facts, proof::kArcMessageSignature, newest);
  if (message == nullptr || !holds(*message)) return record::STRENGTH_D;
  record::Strength strength = message->strength;
  for (const Assessment& a : facts.others) {
    if (a.signature->mechanism != proof::kArcSeal) continue;
    strength = holds(a) ? std::min(strength, a.strength) : record::STRENGTH_D;
    if (strength == record::STRENGTH_D) break;
  }
  return strength;
}

void point_at(Emit& finding, const Facts& facts) {
  for (const Assessment& a : facts.others)
    if (a.signature->mechanism == proof::kArcSeal) finding.field(facts.context, a.signature->field, "arc-seal");
}

}  // namespace

// A chain that holds proves that its sealers handled the mail in this order. One that does not may still hold a message
// signature that does: that receiver saw these bytes.
void arc_chain(const Facts& facts, Findings& out) {
  const auto chain_row = std::find_if(facts.others.begin(), facts.others.end(),
                                      [](const Assessment& a) { return a.signature->mechanism == proof::kArc; });
  if (chain_row == facts.others.end()) return;
  const proof::Signature& chain = *chain_row->signature;
  if (chain.result == proof::ResultWord::kPass) {
    if (const record::Strength strength = weakest(facts, chain.instance.value_or(0)); strength != record::STRENGTH_D) {
      Emit finding(out, kName, "whole", record::FOR, strength, record::CARRIAGE);
      with_chain(std::move(finding), chain);
      point_at(finding, facts);
      return;
    }
  }
  for (const Assessment& a : facts.others) {
    if (a.signature->mechanism != proof::kArcMessageSignature || !holds(a)) continue;
    Emit(out, kName, "signed", record::FOR, a.strength, record::CARRIAGE)
        .text("domain", a.signature->domain).number("instance", a.signature->instance.value_or(0))
        .field(facts.context, a.signature->field, "signature-field");
    return;
  }
  const bool unknown = chain.result == proof::ResultWord::kNoKey || chain.result == proof::ResultWord::kTempError;
  const std::string_view variant = unknown ? "no-key" : chain.result == proof::ResultWord::kPass ? "burned" : "failed";
  Emit finding = note(out, kName, variant, record::CARRIAGE);
  with_chain(std::move(finding), chain);
  point_at(finding, facts);
}

}  // namespace winnow::check
