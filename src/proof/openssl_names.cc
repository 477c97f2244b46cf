#include "proof/openssl_names.h"

#include <openssl/objects.h>

#include "base/text.h"

namespace winnow::proof {

std::string digest_name(int nid) {
  const char* const name = OBJ_nid2sn(nid);
  return name != nullptr ? lower(name) : std::string("unknown");
}

std::string key_name(EVP_PKEY* key, const X509_ALGOR* how) {
  if (how != nullptr && OBJ_obj2nid(how->algorithm) == NID_rsassaPss) return "rsapss";
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_RSA: return "rsa";
    case EVP_PKEY_RSA_PSS: return "rsapss";
    case EVP_PKEY_EC: return "ecdsa";
    case EVP_PKEY_DSA: return "dsa";
    case EVP_PKEY_ED25519: return "ed25519";
    case EVP_PKEY_ED448: return "ed448";
    default: return "unknown";
  }
}

}  // namespace winnow::proof
