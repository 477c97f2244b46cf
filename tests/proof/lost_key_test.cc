#include "proof/lost_key.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/bn.h>

#include "proof/base64.h"
#include "proof/public_key.h"
#include "support/signer.h"

namespace winnow::proof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A private key with an exponent that OpenSSL's ordinary way does not offer, signing as RFC 8017 section 8.2.1 says.
class Signer {
 public:
  Signer(unsigned bits, unsigned long exponent) {
    EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr);
    EVP_PKEY_keygen_init(context);
    EVP_PKEY_CTX_set_rsa_keygen_bits(context, static_cast<int>(bits));
    BIGNUM* e = BN_new();
    BN_set_word(e, exponent);
    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context, e);
    EVP_PKEY_generate(context, &key_);
    BN_free(e);
    EVP_PKEY_CTX_free(context);
  }
  ~Signer() { EVP_PKEY_free(key_); }
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  MadeValue sign(std::string_view text, const EVP_MD* kind = EVP_sha256()) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    EVP_DigestSignInit(context, nullptr, kind, nullptr, key_);
    std::size_t length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(text.data());
    EVP_DigestSign(context, nullptr, &length, data, text.size());
    std::string value(length, '\0');
    EVP_DigestSign(context, reinterpret_cast<unsigned char*>(value.data()), &length, data, text.size());
    EVP_MD_CTX_free(context);
    return {value, support::digest(kind, text)};
  }
  std::string modulus() const {
    BIGNUM* n = nullptr;
    EVP_PKEY_get_bn_param(key_, "n", &n);
    std::string out(static_cast<std::size_t>(BN_num_bytes(n)), '\0');
    BN_bn2bin(n, reinterpret_cast<unsigned char*>(out.data()));
    BN_free(n);
    return out;
  }

 private:
  EVP_PKEY* key_ = nullptr;
};

MadeValue altered(MadeValue made) {
  made.digest[0] = static_cast<char>(made.digest[0] ^ 1);
  return made;
}

TEST(LostKey, IsComputedFromTheValuesThatItMade) {
  for (const unsigned long exponent : {3UL, 17UL}) {
    const Signer signer(1024, exponent);
    const std::vector<MadeValue> values = {signer.sign("one"), signer.sign("two"), signer.sign("three", EVP_sha1())};
    const auto key = compute_lost_key(values, Exponents::kSmall);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->modulus, signer.modulus());
    EXPECT_EQ(key->exponent, std::string(1, static_cast<char>(exponent)));
    EXPECT_THAT(key->made, ElementsAre(0, 1, 2));
  }
}

// The usual exponent on the smallest modulus that a value of SHA-1 fits in: seconds, where 1,024 bits take many.
TEST(LostKey, IsComputedWithTheUsualExponentThoughOneOfThreeMailsWasAltered) {
  const Signer signer(512, 65'537);
  const std::vector<MadeValue> values = {signer.sign("one"), altered(signer.sign("two")), signer.sign("three"), signer.sign("four")};
  const auto key = compute_lost_key(values, Exponents::kUsual);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->modulus, signer.modulus());
  EXPECT_EQ(key->exponent, std::string("\x01\x00\x01", 3));
  EXPECT_THAT(key->made, ElementsAre(0, 2, 3));
}

TEST(LostKey, OfTwoValuesHasExactlyTheSizeOfAKey) {
  const Signer signer(1024, 3);
  const auto key = compute_lost_key(std::vector{signer.sign("one"), signer.sign("two")}, Exponents::kSmall);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->modulus, signer.modulus());
  const Signer odd(1019, 3);   // as long as one of 1,024 bits, but no size that keys have
  EXPECT_FALSE(compute_lost_key(std::vector{odd.sign("one"), odd.sign("two")}, Exponents::kSmall));
  EXPECT_TRUE(compute_lost_key(std::vector{odd.sign("one"), odd.sign("two"), odd.sign("three")}, Exponents::kSmall));
}

TEST(LostKey, IsNoneOfAlteredMails) {
  const Signer signer(1024, 3), other(1024, 3);
  EXPECT_FALSE(compute_lost_key(std::vector{signer.sign("one"), altered(signer.sign("two"))}, Exponents::kSmall));
  EXPECT_FALSE(compute_lost_key(std::vector{altered(signer.sign("one")), altered(signer.sign("two")), altered(signer.sign("three"))},
                                Exponents::kSmall));
  EXPECT_FALSE(compute_lost_key(std::vector{signer.sign("one"), other.sign("two")}, Exponents::kSmall));
}

TEST(LostKey, IsThatOfTwoHandsWhichMadeMost) {
  const Signer signer(1024, 3), other(1024, 3);
  const auto key = compute_lost_key(std::vector{other.sign("one"), signer.sign("two"), signer.sign("three"), signer.sign("four")},
                                    Exponents::kSmall);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->modulus, signer.modulus());
  EXPECT_THAT(key->made, ElementsAre(1, 2, 3));
}

TEST(LostKey, NeedsTwoMailsAndNotTwoCopiesOfOne) {
  const Signer signer(1024, 3);
  EXPECT_FALSE(compute_lost_key({}, Exponents::kSmall));
  EXPECT_FALSE(compute_lost_key(std::vector{signer.sign("one")}, Exponents::kSmall));
  EXPECT_FALSE(compute_lost_key(std::vector{signer.sign("one"), signer.sign("one"), signer.sign("one")}, Exponents::kSmall));
  EXPECT_FALSE(compute_lost_key(std::vector{signer.sign("one"), altered(signer.sign("one"))}, Exponents::kSmall));
}

TEST(LostKey, IsNoneOfHostileNumbers) {
  const std::string digest(32, 'd');
  std::string two(128, '\0'), three = two;
  two.back() = 2, three.back() = 3;
  const std::vector<std::vector<MadeValue>> hostile = {
      {{std::string(128, '\0'), digest}, {std::string(128, '\0'), digest}},
      {{two, digest}, {three, digest}},
      {{std::string(128, '\xFF'), digest}, {two, digest}, {three, digest}},
      {{std::string(128, '\xFF'), digest}, {std::string(64, '\xFF'), digest}},
      {{"", digest}, {"", digest}},
      {{std::string(70'000, 'x'), digest}, {std::string(70'000, 'y'), digest}},
      {{std::string(128, 'x'), "short"}, {std::string(128, 'y'), ""}},
      {{std::string(48, 'x'), digest}, {std::string(48, 'y'), digest}},   // too small for a digest of 32 octets
  };
  for (const auto& values : hostile) EXPECT_FALSE(compute_lost_key(values, Exponents::kSmall));
  EXPECT_FALSE(compute_lost_key(hostile[0], Exponents::kUsual));
  EXPECT_FALSE(compute_lost_key(hostile[1], Exponents::kUsual));
  EXPECT_FALSE(compute_lost_key(hostile[5], Exponents::kUsual));
}

TEST(LostKey, IsWrittenAsARecordHoldsIt) {
  const Signer signer(1024, 3);
  const PublicKeyValue value{KeyKind::kRsa, signer.modulus(), "\x03"};
  const auto read = read_public_key(subject_public_key_info(value), KeyKind::kRsa);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->modulus, value.modulus);
  EXPECT_EQ(read->exponent, value.exponent);
  EXPECT_EQ(subject_public_key_info({KeyKind::kRsa, "", ""}), "");
}

TEST(MadeWith, TellsTheValuesOfAKeyFromOthers) {
  const Signer signer(1024, 3), other(1024, 3);
  const std::vector<MadeValue> values = {signer.sign("one"), other.sign("two"), altered(signer.sign("three")), signer.sign("four"),
                                         {"short", "short"}};
  EXPECT_THAT(made_with(signer.modulus(), "\x03", values), ElementsAre(0, 3));
  EXPECT_THAT(made_with("", "", values), IsEmpty());
  EXPECT_THAT(made_with(signer.modulus(), "", values), IsEmpty());
  EXPECT_THAT(made_with(signer.modulus(), std::string(200, '\xFF'), values), IsEmpty());
}

}  // namespace
}  // namespace winnow::proof
