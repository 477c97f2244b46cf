// What is asked of the text within an opaque signature (docs/checks/smime.signed.md).
#include <array>

#include "check/checks.h"
#include "check/entity_claims.h"

namespace winnow::check {
namespace {

constexpr std::array kReadings = {text_bidi, html_hidden, html_external, alternatives_differ};

}  // namespace

void read_entity(const Context& context, Range carrier, const mail::Message& entity,
                 const mail::Roles& roles) {
  record::Item unused;
  const Context inner{entity, roles, {}, context.claims, unused};
  const Facts facts(inner);
  Findings found;
  for (const auto& ask : kReadings) ask(facts, found);
  // Ranges of the entity would be others in the message.
  for (record::Finding& finding : found) {
    for (record::Evidence& evidence : *finding.mutable_evidence()) {
      evidence.mutable_range()->set_begin(carrier.begin);
      evidence.mutable_range()->set_end(carrier.end);
    }
    *context.item.add_findings() = std::move(finding);
  }
}

bool reads_one_way(const mail::Message& entity) { return loose_entity(entity) == Loose::kNone; }

}  // namespace winnow::check
