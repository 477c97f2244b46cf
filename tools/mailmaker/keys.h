// Signing keys made from the seed: the same seed gives the same keys, so the same mailbox byte for byte.
#pragma once

#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "mailmaker/random.h"

namespace mailmaker {

enum class Algorithm { kRsaSha256, kEd25519Sha256 };

struct SigningKey {
  std::string domain, selector;
  Algorithm algorithm = Algorithm::kRsaSha256;
  int bits = 2048;
  std::shared_ptr<EVP_PKEY> key;
  std::string p;                // base64 of the public key, as in the p= of its record
  std::string seen_from;        // the day it was published, "2016-03-01"

  // The TXT record (RFC 6376 section 3.6.1).
  std::string record() const;
  // One line of a keys file.
  std::string json_line() const;
};

// Aborts with a message when OpenSSL refuses.
SigningKey make_rsa(Random &random, std::string_view domain, std::string_view selector, int bits);
SigningKey make_ed25519(Random &random, std::string_view domain, std::string_view selector);
// The bytes of b= (RFC 6376 section 3.7, RFC 8463 section 3) over the canonical header.
std::string signature_bytes(const SigningKey &key, std::string_view canonical_header);
// The same by rsa-sha1, which DomainKeys had alone (RFC 4870 section 3.3).
std::string sha1_signature_bytes(const SigningKey &key, std::string_view octets);
std::string sha256(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);

} // namespace mailmaker
