#include "mailmaker/keys.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/sha.h>
#include <openssl/x509.h>

#include <cstdio>
#include <cstdlib>

#include "mailmaker/encode.h"

namespace mailmaker {
namespace {

template <class T> T *check(T *pointer) {
  if (pointer == nullptr)
    std::fputs("mailmaker: OpenSSL failed\n", stderr), std::abort();
  return pointer;
}
void check(bool ok) { check(ok ? "" : nullptr); }

using Number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;
Number number() { return {check(BN_new()), BN_free}; }

// The first prime behind a start taken from the seed, with p-1 prime to the exponent 65537.
Number make_prime(Random &random, int bits, BN_CTX *context) {
  std::string start;
  random.bytes(start, static_cast<std::size_t>(bits) / 8);
  start[0] = static_cast<char>(start[0] | 0xC0);
  start.back() = static_cast<char>(start.back() | 1);
  Number prime = number();
  check(BN_bin2bn(reinterpret_cast<const unsigned char *>(start.data()), static_cast<int>(start.size()),
                  prime.get()));
  while (BN_check_prime(prime.get(), context, nullptr) != 1 || BN_mod_word(prime.get(), 65537) == 1)
    check(BN_add_word(prime.get(), 2) == 1);
  return prime;
}

std::string public_der(EVP_PKEY *key) {
  unsigned char *der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  check(size > 0);
  std::string out(reinterpret_cast<char *>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return out;
}

std::shared_ptr<EVP_PKEY> own(EVP_PKEY *key) { return {check(key), EVP_PKEY_free}; }

std::shared_ptr<EVP_PKEY> rsa_from_primes(BIGNUM *p, BIGNUM *q, BN_CTX *context) {
  Number n = number(), e = number(), d = number(), phi = number(), p1 = number(), q1 = number();
  Number dp = number(), dq = number(), qi = number();
  check(BN_set_word(e.get(), 65537) && BN_mul(n.get(), p, q, context) && BN_sub(p1.get(), p, BN_value_one()) &&
        BN_sub(q1.get(), q, BN_value_one()) && BN_mul(phi.get(), p1.get(), q1.get(), context));
  check(BN_mod_inverse(d.get(), e.get(), phi.get(), context));
  check(BN_mod(dp.get(), d.get(), p1.get(), context) && BN_mod(dq.get(), d.get(), q1.get(), context));
  check(BN_mod_inverse(qi.get(), q, p, context));
  OSSL_PARAM_BLD *build = check(OSSL_PARAM_BLD_new());
  const std::pair<const char *, BIGNUM *> parts[] = {
      {OSSL_PKEY_PARAM_RSA_N, n.get()},          {OSSL_PKEY_PARAM_RSA_E, e.get()},
      {OSSL_PKEY_PARAM_RSA_D, d.get()},          {OSSL_PKEY_PARAM_RSA_FACTOR1, p},
      {OSSL_PKEY_PARAM_RSA_FACTOR2, q},          {OSSL_PKEY_PARAM_RSA_EXPONENT1, dp.get()},
      {OSSL_PKEY_PARAM_RSA_EXPONENT2, dq.get()}, {OSSL_PKEY_PARAM_RSA_COEFFICIENT1, qi.get()}};
  for (const auto &[name, value] : parts)
    check(OSSL_PARAM_BLD_push_BN(build, name, value) == 1);
  OSSL_PARAM *params = check(OSSL_PARAM_BLD_to_param(build));
  EVP_PKEY_CTX *make = check(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  EVP_PKEY *key = nullptr;
  check(EVP_PKEY_fromdata_init(make) == 1 && EVP_PKEY_fromdata(make, &key, EVP_PKEY_KEYPAIR, params) == 1);
  EVP_PKEY_CTX_free(make);
  OSSL_PARAM_free(params);
  OSSL_PARAM_BLD_free(build);
  return own(key);
}

} // namespace

SigningKey make_rsa(Random &random, std::string_view domain, std::string_view selector, int bits) {
  const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context{check(BN_CTX_new()), BN_CTX_free};
  Number p = make_prime(random, bits / 2, context.get());
  Number q = make_prime(random, bits / 2, context.get());
  if (BN_cmp(p.get(), q.get()) < 0)
    std::swap(p, q);
  SigningKey out{std::string(domain), std::string(selector), Algorithm::kRsaSha256, bits, nullptr, {}, {}};
  out.key = rsa_from_primes(p.get(), q.get(), context.get());
  out.p = base64(public_der(out.key.get()));
  return out;
}

SigningKey make_ed25519(Random &random, std::string_view domain, std::string_view selector) {
  std::string secret;
  random.bytes(secret, 32);
  SigningKey out{std::string(domain), std::string(selector), Algorithm::kEd25519Sha256, 256, nullptr, {}, {}};
  out.key = own(EVP_PKEY_new_raw_private_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char *>(secret.data()), secret.size()));
  std::string raw(32, '\0');
  std::size_t size = raw.size();
  check(EVP_PKEY_get_raw_public_key(out.key.get(), reinterpret_cast<unsigned char *>(raw.data()), &size) == 1);
  out.p = base64(raw);
  return out;
}

std::string SigningKey::record() const {
  return std::string("v=DKIM1; k=") + (algorithm == Algorithm::kEd25519Sha256 ? "ed25519" : "rsa") + "; p=" + p;
}

std::string SigningKey::json_line() const {
  return "{\"domain\":\"" + domain + "\",\"selector\":\"" + selector + "\",\"record\":\"" + record() +
         "\",\"channel\":\"given\",\"seen_from\":" + (seen_from.empty() ? "null" : "\"" + seen_from + "\"") +
         ",\"seen_to\":null,\"source\":\"mailmaker, fictional\"}\n";
}

namespace {

std::string signed_with(const SigningKey &key, const EVP_MD *hash, std::string_view signed_bytes) {
  EVP_MD_CTX *context = check(EVP_MD_CTX_new());
  check(EVP_DigestSignInit(context, nullptr, hash, nullptr, key.key.get()) == 1);
  std::string out(1024, '\0');
  std::size_t size = out.size();
  check(EVP_DigestSign(context, reinterpret_cast<unsigned char *>(out.data()), &size,
                       reinterpret_cast<const unsigned char *>(signed_bytes.data()), signed_bytes.size()) == 1);
  EVP_MD_CTX_free(context);
  out.resize(size);
  return out;
}

} // namespace

std::string signature_bytes(const SigningKey &key, std::string_view canonical_header) {
  if (key.algorithm == Algorithm::kEd25519Sha256)
    return signed_with(key, nullptr, sha256(canonical_header));
  return signed_with(key, EVP_sha256(), canonical_header);
}

std::string sha1_signature_bytes(const SigningKey &key, std::string_view octets) {
  return signed_with(key, EVP_sha1(), octets);
}

std::string sha256(std::string_view bytes) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char *>(out.data()));
  return out;
}

std::string sha256_hex(std::string_view bytes) {
  std::string out;
  for (const char c : sha256(bytes)) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

} // namespace mailmaker
