// S/MIME signatures (RFC 8551, CMS: RFC 5652), detached and opaque.
#pragma once

#include <vector>

#include "mail/message.h"
#include "proof/signature.h"

namespace winnow::proof {

// Appends one row a signer of each signed entity of the message, in order; an entity without a readable signature gives one
// row that says why. `header` is the signature over the signed attributes (RFC 5652 section 5.4), `body` the digest of the
// content. The word is the arithmetic's: who vouches for the certificate is told apart (Certificate::vouched).
void verify_smime(const mail::Message& message, const Trust& trust, std::vector<Signature>& out);

}  // namespace winnow::proof
