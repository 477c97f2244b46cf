// docs/checks/mime.unpinned.md
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {

// The body is signed, and unsigned bytes decide how it is read.
void mime_unpinned(const Facts& facts, Findings& out) {
  for (std::size_t i = 0; i < facts.assessments.size(); ++i) {
    const Loose loose = facts.proved[i].loose;
    if (loose == Loose::kNone || loose == Loose::kTooLong || loose == Loose::kStructure) continue;
    Emit finding = note(out, "mime.unpinned", name(loose), record::CONTENT);
    finding.text("domain", facts.assessments[i].signature->domain);
    for (const std::string_view field : {"MIME-Version", "Content-Type", "Content-Transfer-Encoding"})
      for (const int index : facts.fields_named(field)) finding.field(facts.context, index, "reading-field");
    return;
  }
}

}  // namespace winnow::check
