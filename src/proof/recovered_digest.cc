#include "proof/recovered_digest.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <array>
#include <memory>

#include "base/limits.h"

namespace winnow::proof {
namespace {

// The DER encodings of DigestInfo in front of the digest (RFC 8017 section 9.2, note 1).
constexpr std::string_view kSha1Info("\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14", 15);
constexpr std::string_view kSha256Info("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19);
constexpr std::size_t kSha1Octets = 20, kSha256Octets = 32;

}  // namespace

std::string_view digest_info(std::size_t digest_octets) {
  return digest_octets == kSha1Octets ? kSha1Info : digest_octets == kSha256Octets ? kSha256Info : std::string_view();
}

EVP_PKEY_CTX* make_recovery_context(EVP_PKEY* key) {
  std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(EVP_PKEY_CTX_new(key, nullptr), EVP_PKEY_CTX_free);
  if (!context || EVP_PKEY_verify_recover_init(context.get()) <= 0 ||
      EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_PKCS1_PADDING) <= 0)
    return nullptr;
  return context.release();
}

std::optional<std::string> recovered_digest(EVP_PKEY_CTX* context, HashKind hash, std::string_view value) {
  std::array<unsigned char, limits::kKeyBits / 8> octets;
  std::size_t size = octets.size();
  const auto* input = reinterpret_cast<const unsigned char*>(value.data());
  if (EVP_PKEY_verify_recover(context, octets.data(), &size, input, value.size()) <= 0) {
    ERR_clear_error();
    return std::nullopt;
  }
  const std::string_view found(reinterpret_cast<const char*>(octets.data()), size);
  const std::string_view info = hash == HashKind::kSha1 ? kSha1Info : kSha256Info;
  const std::size_t digest_octets = hash == HashKind::kSha1 ? kSha1Octets : kSha256Octets;
  if (found.size() != info.size() + digest_octets || !found.starts_with(info)) return std::nullopt;
  return std::string(found.substr(info.size()));
}

}  // namespace winnow::proof
