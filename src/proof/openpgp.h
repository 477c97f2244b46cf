// OpenPGP signatures of a mail: OpenPGP/MIME (RFC 3156) and blocks in its text (RFC 9580 sections 7 and 10.3).
#pragma once

#include <vector>

#include "mail/message.h"
#include "proof/signature.h"

namespace winnow::proof {

// Appends one row a signature of each signed part or block, in the order of the parts; a block without a readable signature
// gives one row that says why. `header` is the signature's value, `body` its octets: they fail as soon as the first bits of
// their hash do, whoever signed. The word is the arithmetic's: whose key it was is told apart (Certificate::vouched).
// `encrypted`, where it is not null, gets the indexes of text parts that hold a block which is encrypted to somebody.
void verify_openpgp(const mail::Message& message, const Trust& trust, std::vector<Signature>& out, std::vector<int>* encrypted);

}  // namespace winnow::proof
