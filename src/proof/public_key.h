// Public keys of signatures, from the octets of p= to a verification with cached contexts.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"

struct evp_pkey_st;
struct evp_pkey_ctx_st;

namespace winnow::proof {

enum class KeyKind : std::uint8_t { kRsa, kEd25519 };

// The numbers of a public key. Two encodings of one key give equal values, so that a burned key is known in any dress.
struct PublicKeyValue {
  KeyKind kind = KeyKind::kRsa;
  std::string modulus;    // RSA: big endian without leading zeros; Ed25519: the 32 octets
  std::string exponent;   // RSA only
  std::uint32_t bits() const;
};

// Reads an RSA SubjectPublicKeyInfo (RFC 5280 section 4.1) or bare RSAPublicKey (RFC 8017 appendix A.1.1), or the
// 32 octets of an Ed25519 key (RFC 8463 section 4.2). Octets behind an RSA key are ignored. nullopt for anything else.
std::optional<PublicKeyValue> read_public_key(std::string_view octets, KeyKind kind);

// The other way round: an RSA key as a SubjectPublicKeyInfo, which is what p= holds in base64. Empty where the numbers are no key.
std::string subject_public_key_info(const PublicKeyValue& value);

// A key that is ready to verify. Not thread-safe: it keeps its context.
class VerifyingKey {
 public:
  // nullopt where the numbers are no key that can be computed with (RSA: no modulus or more than limits::kKeyBits).
  static std::optional<VerifyingKey> make(const PublicKeyValue& value);
  VerifyingKey(VerifyingKey&&) noexcept;
  VerifyingKey& operator=(VerifyingKey&&) noexcept;
  ~VerifyingKey();

  // Whether `signature` signs `digest`. RSA: PKCS#1 v1.5 (RFC 8017 section 8.2.2); Ed25519: over the digest itself
  // (RFC 8463 section 3).
  bool verify(HashKind hash, std::string_view digest, std::string_view signature);
  // RSA: the digest that `signature` signs, whatever the message is now (proof/recovered_digest.h). nullopt: it was not made
  // with this key, or the key is of another kind.
  std::optional<std::string> recover(HashKind hash, std::string_view signature);

 private:
  struct FreeKey { void operator()(evp_pkey_st* key) const; };
  struct FreeContext { void operator()(evp_pkey_ctx_st* context) const; };
  VerifyingKey() = default;
  bool verify_ed25519(std::string_view digest, std::string_view signature);

  KeyKind kind_ = KeyKind::kRsa;
  std::unique_ptr<evp_pkey_st, FreeKey> key_;
  std::unique_ptr<evp_pkey_ctx_st, FreeContext> recovery_;
};

}  // namespace winnow::proof
