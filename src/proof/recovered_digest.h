// What an RSA signature value says that it signs: the value raised to the public exponent, with the padding taken off
// (RFC 8017 section 8.2.2, steps 2 and 3). Only the holder of the private key can make a value that is padded well.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"

struct evp_pkey_st;
struct evp_pkey_ctx_st;

namespace winnow::proof {

// The octets in front of a digest of this size: DER of a DigestInfo of SHA-1 (20) or SHA-256 (32); empty for other sizes.
std::string_view digest_info(std::size_t digest_octets);

// A context that recovers under this RSA key; the caller frees it. nullptr where OpenSSL refuses.
evp_pkey_ctx_st* make_recovery_context(evp_pkey_st* key);

// The digest in the value under the context's key, of as many octets as `hash` gives. nullopt: the value was not made with
// this key, or for another hash.
std::optional<std::string> recovered_digest(evp_pkey_ctx_st* context, HashKind hash, std::string_view value);

}  // namespace winnow::proof
