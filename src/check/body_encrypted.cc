// docs/checks/body.encrypted.md
#include "check/checks.h"
#include "check/emit.h"
#include "proof/signature.h"

namespace winnow::check {

void body_encrypted(const Facts& facts, Findings& out) {
  for (const proof::EncryptedPart& found : facts.context.encrypted) {
    const mail::Part& part = facts.context.message.parts[static_cast<std::size_t>(found.part)];
    note(out, "body.encrypted", found.mechanism == proof::kSmime ? "smime" : "openpgp", record::CONTENT).evidence(part.body, "encrypted-part");
  }
}

}  // namespace winnow::check
