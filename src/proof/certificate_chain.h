// A certificate read and held against the user's authorities (RFC 5280 section 6), offline.
#pragma once

#include <openssl/asn1.h>

#include <optional>

#include "proof/certificate.h"
#include "proof/openssl_owned.h"

namespace winnow::proof {

// Unix seconds; nothing for a time that cannot be read.
std::optional<std::int64_t> unix_time(const ASN1_TIME* time);

// `others`: certificates that came along, which may fill the chain but vouch for nothing; `lists`: revocation lists that
// came along; both may be null. `at`: the moment at which the chain must be valid; absent: validity is not asked.
Certificate read_certificate(X509* certificate, STACK_OF(X509)* others, STACK_OF(X509_CRL)* lists,
                             const Authorities* authorities, std::optional<std::int64_t> at);

}  // namespace winnow::proof
