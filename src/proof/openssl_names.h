// Methods as the outputs print them.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <string>

namespace winnow::proof {

// "sha256", "md5"; "unknown" for none.
std::string digest_name(int nid);
// "rsa", "rsapss", "ecdsa", "ed25519"; `how`: the algorithm that a signature names, or null.
std::string key_name(EVP_PKEY* key, const X509_ALGOR* how);

}  // namespace winnow::proof
