// Signatures beside DKIM: a receiver's ARC set (RFC 8617), a provider's own X-Google-DKIM-Signature, and DomainKeys (RFC 4870).
#pragma once

#include <cstdint>
#include <string_view>

#include "mailmaker/keys.h"
#include "mailmaker/message.h"

namespace mailmaker {

// Puts the first set of a chain on top: what the receiver found, its signature over the message, its seal. `results` is
// what stands behind "i=1; ".
void seal(Message &message, const SigningKey &key, std::string_view results, std::int64_t time);
// Signs as DKIM-Signature and renames the field.
void sign_xgoogle(Message &message, const SigningKey &key, std::int64_t time);
// c=simple over all fields and the body.
void sign_domainkeys(Message &message, const SigningKey &key);

} // namespace mailmaker
