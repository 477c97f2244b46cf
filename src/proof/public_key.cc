#include "proof/public_key.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>

#include <algorithm>
#include <bit>

#include "base/limits.h"
#include "proof/recovered_digest.h"

namespace winnow::proof {
namespace {

constexpr unsigned char kInteger = 0x02, kBitString = 0x03, kObjectId = 0x06, kSequence = 0x30;
constexpr std::size_t kEd25519Size = 32;
constexpr std::string_view kRsaEncryption("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9);   // 1.2.840.113549.1.1.1

// Reads the elements of a DER encoding one after another (X.690 section 8.1). A failed read leaves the reader unusable.
class DerReader {
 public:
  explicit DerReader(std::string_view octets) : rest_(octets) {}

  // The content of the next element, which must have this tag.
  std::optional<std::string_view> take(unsigned char tag) {
    if (rest_.size() < 2 || static_cast<unsigned char>(rest_[0]) != tag) return std::nullopt;
    std::size_t length = static_cast<unsigned char>(rest_[1]);
    std::size_t at = 2;
    if (length >= 0x80) {
      const std::size_t octets = length & 0x7f;
      if (octets == 0 || octets > 4 || rest_.size() < 2 + octets) return std::nullopt;
      length = 0;
      for (; at < 2 + octets; ++at) length = (length << 8) | static_cast<unsigned char>(rest_[at]);
    }
    if (length > rest_.size() - at) return std::nullopt;
    const std::string_view content = rest_.substr(at, length);
    rest_.remove_prefix(at + length);
    return content;
  }
  bool next_is(unsigned char tag) const { return !rest_.empty() && static_cast<unsigned char>(rest_[0]) == tag; }

 private:
  std::string_view rest_;
};

std::string without_leading_zeros(std::string_view number) {
  return std::string(number.substr(std::min(number.find_first_not_of('\0'), number.size())));
}

// The content of a SubjectPublicKeyInfo's BIT STRING, if it says that an RSA key is in it.
std::optional<std::string_view> unwrap_spki(std::string_view content) {
  DerReader reader(content);
  const auto identifier = reader.take(kSequence);
  if (!identifier) return std::nullopt;
  const auto object_id = DerReader(*identifier).take(kObjectId);
  const auto bits = reader.take(kBitString);
  if (!object_id || *object_id != kRsaEncryption || !bits || bits->empty() || bits->front() != '\0') return std::nullopt;
  return bits->substr(1);
}

std::optional<PublicKeyValue> read_rsa(std::string_view octets) {
  auto content = DerReader(octets).take(kSequence);
  if (!content) return std::nullopt;
  if (DerReader(*content).next_is(kSequence)) {
    const auto inner = unwrap_spki(*content);
    if (!inner || !(content = DerReader(*inner).take(kSequence))) return std::nullopt;
  }
  DerReader reader(*content);
  const auto modulus = reader.take(kInteger);
  const auto exponent = reader.take(kInteger);
  if (!modulus || !exponent) return std::nullopt;
  PublicKeyValue value{KeyKind::kRsa, without_leading_zeros(*modulus), without_leading_zeros(*exponent)};
  if (value.modulus.empty() || value.exponent.empty()) return std::nullopt;
  return value;
}

std::optional<PublicKeyValue> read_ed25519(std::string_view octets) {
  if (octets.size() != kEd25519Size) return std::nullopt;
  return PublicKeyValue{KeyKind::kEd25519, std::string(octets), {}};
}

const unsigned char* octets_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

EVP_PKEY* make_rsa(const PublicKeyValue& value) {
  std::unique_ptr<BIGNUM, decltype(&BN_free)> n(
      BN_bin2bn(octets_of(value.modulus), static_cast<int>(value.modulus.size()), nullptr), BN_free);
  std::unique_ptr<BIGNUM, decltype(&BN_free)> e(
      BN_bin2bn(octets_of(value.exponent), static_cast<int>(value.exponent.size()), nullptr), BN_free);
  std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(OSSL_PARAM_BLD_new(), OSSL_PARAM_BLD_free);
  if (!n || !e || !builder || !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) ||
      !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()))
    return nullptr;
  std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> params(OSSL_PARAM_BLD_to_param(builder.get()), OSSL_PARAM_free);
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nullptr),
                                                                      EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (!params || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) <= 0)
    return nullptr;
  return key;
}

}  // namespace

std::uint32_t PublicKeyValue::bits() const {
  if (kind == KeyKind::kEd25519) return 256;
  if (modulus.empty()) return 0;
  const auto top = static_cast<unsigned char>(modulus.front());
  return static_cast<std::uint32_t>((modulus.size() - 1) * 8) + static_cast<std::uint32_t>(std::bit_width(top));
}

std::optional<PublicKeyValue> read_public_key(std::string_view octets, KeyKind kind) {
  return kind == KeyKind::kRsa ? read_rsa(octets) : read_ed25519(octets);
}

std::string subject_public_key_info(const PublicKeyValue& value) {
  if (value.kind != KeyKind::kRsa || value.bits() == 0 || value.bits() > limits::kKeyBits) return {};
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(make_rsa(value), EVP_PKEY_free);
  unsigned char* octets = nullptr;
  const int size = key ? i2d_PUBKEY(key.get(), &octets) : 0;
  const std::string out(reinterpret_cast<const char*>(octets), static_cast<std::size_t>(std::max(size, 0)));
  OPENSSL_free(octets);
  ERR_clear_error();
  return out;
}

void VerifyingKey::FreeKey::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void VerifyingKey::FreeContext::operator()(evp_pkey_ctx_st* context) const { EVP_PKEY_CTX_free(context); }
VerifyingKey::VerifyingKey(VerifyingKey&&) noexcept = default;
VerifyingKey& VerifyingKey::operator=(VerifyingKey&&) noexcept = default;
VerifyingKey::~VerifyingKey() = default;

std::optional<VerifyingKey> VerifyingKey::make(const PublicKeyValue& value) {
  if (value.bits() > limits::kKeyBits || value.exponent.size() > value.modulus.size()) return std::nullopt;
  // Under the exponent 1 every padded hash is its own signature.
  if (value.kind == KeyKind::kRsa && value.exponent == "\x01") return std::nullopt;
  VerifyingKey out;
  out.kind_ = value.kind;
  out.key_.reset(value.kind == KeyKind::kRsa ? make_rsa(value)
                                             : EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr,
                                                                           octets_of(value.modulus), value.modulus.size()));
  ERR_clear_error();
  if (!out.key_) return std::nullopt;
  return out;
}

bool VerifyingKey::verify(HashKind hash, std::string_view digest, std::string_view signature) {
  if (kind_ == KeyKind::kRsa) return recover(hash, signature) == digest;
  const bool good = verify_ed25519(digest, signature);
  if (!good) ERR_clear_error();
  return good;
}

std::optional<std::string> VerifyingKey::recover(HashKind hash, std::string_view signature) {
  if (kind_ != KeyKind::kRsa) return std::nullopt;
  if (!recovery_) recovery_.reset(make_recovery_context(key_.get()));
  return recovery_ ? recovered_digest(recovery_.get(), hash, signature) : std::nullopt;
}

bool VerifyingKey::verify_ed25519(std::string_view digest, std::string_view signature) {
  thread_local const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) <= 0) return false;
  const bool good = EVP_DigestVerify(context.get(), octets_of(signature), signature.size(), octets_of(digest),
                                     digest.size()) == 1;
  EVP_MD_CTX_reset(context.get());
  return good;
}

}  // namespace winnow::proof
