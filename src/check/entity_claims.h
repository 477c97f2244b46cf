// What a signature over a MIME entity (S/MIME, OpenPGP/MIME) says of the mail around it (docs/checks/smime.signed.md).
#pragma once

#include <string_view>
#include <vector>

#include "check/pinned.h"
#include "proof/signature.h"

namespace winnow::check {

class Facts;

enum class EntityReach : std::uint8_t {
  kOther,        // its signer is not the one sender that is shown
  kPart,         // other parts stand beside what is signed, or it is a message of another day that was passed on
  kLoose,        // it covers the whole body, and yet programs may show something else
  kDiffers,      // it covers a copy of the header that is not the shown one
  kText,         // the words of the mail, and nothing of its header
  kBound,        // the words together with From, Subject, Date and every recipient, as shown
};
std::string_view name(EntityReach reach);

struct EntityClaims {
  EntityReach reach = EntityReach::kOther;
  Loose loose = Loose::kNone;                    // of kLoose
  std::string_view differing;                    // of kDiffers: the first such field
  unsigned aspects = 0;                          // what it speaks for at the strength of its key
};

// Whether every program reads an entity alike whose bytes are fixed, header and all.
Loose loose_entity(const mail::Message& entity);

// Whether programs find different parts in an entity that lies within an opaque signature of the message, at any depth.
bool holds_loose_entity(const mail::Message& message, int depth = 0);

// `signature` holds; its maker's address is signature.identity.
EntityClaims claims_of_entity(const Facts& facts, const proof::Signature& signature);

// Another signature fixes the body of this very mail, and the body at hand is another (DESIGN section 3): then no signature
// over a part of it lifts the content.
bool another_body_was_signed(const Facts& facts);

}  // namespace winnow::check
