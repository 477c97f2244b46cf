#include <gtest/gtest.h>

#include "proof/public_key.h"
#include "proof/base64.h"
#include "support/signer.h"

namespace winnow::proof {
namespace {

VerifyingKey verifying_key(const support::SigningKey& key) {
  const auto value = read_public_key(decode_base64(key.p()).value(), KeyKind::kRsa);
  return std::move(VerifyingKey::make(value.value()).value());
}

TEST(RecoveredDigest, IsTheOneThatWasSigned) {
  for (const unsigned bits : {512U, 1024U, 2048U}) {
    VerifyingKey key = verifying_key(support::shared_key(bits));
    const std::string value = support::shared_key(bits).sign(EVP_sha256(), "some text");
    EXPECT_EQ(key.recover(HashKind::kSha256, value), support::digest(EVP_sha256(), "some text"));
    EXPECT_EQ(key.recover(HashKind::kSha1, value), std::nullopt);
    EXPECT_EQ(key.recover(HashKind::kSha1, support::shared_key(bits).sign(EVP_sha1(), "x")), support::digest(EVP_sha1(), "x"));
  }
}

TEST(RecoveredDigest, IsNoneOfAValueThatTheKeyDidNotMake) {
  VerifyingKey key = verifying_key(support::shared_key());
  std::string value = support::shared_key().sign(EVP_sha256(), "some text");
  value.back() = static_cast<char>(value.back() ^ 1);
  EXPECT_EQ(key.recover(HashKind::kSha256, value), std::nullopt);
  EXPECT_EQ(key.recover(HashKind::kSha256, ""), std::nullopt);
  EXPECT_EQ(key.recover(HashKind::kSha256, std::string(127, 'a')), std::nullopt);
  EXPECT_EQ(key.recover(HashKind::kSha256, std::string(5000, 'a')), std::nullopt);
  EXPECT_EQ(key.recover(HashKind::kSha256, std::string(128, '\xff')), std::nullopt);   // not below the modulus
}

TEST(RecoveredDigest, DecidesVerification) {
  VerifyingKey key = verifying_key(support::shared_key());
  const std::string value = support::shared_key().sign(EVP_sha256(), "some text");
  EXPECT_TRUE(key.verify(HashKind::kSha256, support::digest(EVP_sha256(), "some text"), value));
  EXPECT_FALSE(key.verify(HashKind::kSha256, support::digest(EVP_sha256(), "other text"), value));
  EXPECT_FALSE(key.verify(HashKind::kSha256, "", "no signature"));
}

}  // namespace
}  // namespace winnow::proof
