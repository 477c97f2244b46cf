// docs/checks/mime.ambiguous.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// A strict and a lenient mail program show different parts of a body that is signed.
void mime_ambiguous(const Facts& facts, Findings& out) {
  for (std::size_t i = 0; i < facts.assessments.size(); ++i) {
    if (facts.proved[i].loose != Loose::kStructure) continue;
    Emit finding = note(out, "mime.ambiguous", "", record::CONTENT);
    finding.text("domain", facts.assessments[i].signature->domain);
    for (const int index : facts.fields_named("Content-Type")) finding.field(facts.context, index, "reading-field");
    return;
  }
}

}  // namespace winnow::check
