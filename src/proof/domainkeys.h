// DomainKeys (RFC 4870), the forerunner of DKIM: found in mail of 2004 to about 2012. One signature over header and body.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"
#include "proof/mechanism_fields.h"
#include "proof/signature.h"

namespace winnow::proof {

// Appends one row for each DomainKey-Signature field.
void verify_domainkeys(const mail::Message& message, const MechanismFields& fields, const KeySource& keys,
                       std::vector<Signature>& out);

// The octets of the header part, and of the body with the empty line before it (sections 3.4.2.1 and 3.4.2.2).
// `nofws`: without any white space inside lines.
std::string domainkeys_header(const mail::Message& message, const std::vector<int>& fields, bool nofws);
std::string domainkeys_body(std::string_view body, bool nofws);

}  // namespace winnow::proof
