// Authenticated Received Chains (RFC 8617): what each receiver on the way saw, sealed by it.
#pragma once

#include <cstddef>
#include <vector>

#include "mail/message.h"
#include "proof/mechanism_fields.h"
#include "proof/signature.h"

namespace winnow::proof {

// Appends one row for each ARC-Seal and, at the front of the ARC rows, one for the whole chain (section 5.2), with the
// newest sealer as its domain. The rows of the message signatures stand in `out` from `first_message_signature` on.
void verify_arc(const mail::Message& message, const MechanismFields& fields, const KeySource& keys,
                std::size_t first_message_signature, std::vector<Signature>& out);

}  // namespace winnow::proof
