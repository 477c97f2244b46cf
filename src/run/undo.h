// Damage that a mailbox does to its messages, taken back where a signature says that it was such damage.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "mail/message.h"
#include "mend/mend.h"
#include "proof/signature.h"

namespace winnow::run {

// A message as it was before one honest step of damage: a hash of its signatures fits it.
struct Restored {
  std::unique_ptr<const mend::Variant> variant;   // its bytes are those of `message`
  mail::Message message;
  std::vector<proof::Signature> signatures;       // as many as the damaged message has, in the same order
};

// The message without the `>From ` quoting of its mailbox, where the body hash of one of `signatures` (those of `message`)
// fails and fits the body without. Nothing otherwise.
std::optional<Restored> undo_from_quoting(const mail::Message& message, const std::vector<proof::Signature>& signatures,
                                          const proof::Trust& trust);

// Whether the step that made the damage left these bytes of the damaged message as they were.
bool is_untouched(const mend::Variant& variant, Range range);

// Whether it was the step that let this signature's body fit.
bool is_won(const proof::Signature& damaged, const proof::Signature& restored);

}  // namespace winnow::run
