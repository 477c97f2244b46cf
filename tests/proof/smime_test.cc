#include "proof/smime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proof/cms_message.h"
#include "proof/encrypted.h"
#include "support/fixed_keys.h"
#include "support/smime.h"

namespace winnow::proof {
namespace {

using namespace support;
using testing::ElementsAre;
using testing::IsEmpty;

std::unique_ptr<Authorities> store_of(const std::string& pem) { return read_authorities({pem}); }

std::vector<Signature> verify(const std::string& text, const Authorities* authorities = nullptr) {
  static const FixedKeys none({});
  Trust trust(none);
  trust.authorities = authorities;
  trust.now = kYear2019;
  return verify_signatures(mail::parse(as_bytes(text)), trust);
}

Signature only(const std::vector<Signature>& rows) {
  EXPECT_EQ(rows.size(), 1U);
  return rows.empty() ? Signature{} : rows.front();
}

Vouched vouched(const std::string& text, const std::string& pem) {
  const auto store = store_of(pem);
  const Signature row = only(verify(text, store.get()));
  EXPECT_TRUE(row.certificate.has_value());
  return row.certificate ? row.certificate->vouched : Vouched::kInvalid;
}

TEST(Smime, ADetachedSignatureHoldsOverThePartBesideIt) {
  const Signature row = only(verify(smime_mail(kPlainEntity, ana())));
  EXPECT_EQ(row.result, ResultWord::kPass);
  EXPECT_EQ(row.header, Half::kPass);
  EXPECT_EQ(row.body, Half::kPass);
  EXPECT_EQ(row.algorithm, "ecdsa-sha256");
  EXPECT_EQ(row.bits, 256U);
  EXPECT_EQ(row.identity, "ana@example.org");
  EXPECT_EQ(row.signed_at, kSigned);
  EXPECT_THAT(row.certificate->addresses, ElementsAre("ana@example.org"));
  EXPECT_TRUE(row.entity->is_whole_body);
  EXPECT_THAT(row.entity->protected_fields, IsEmpty());
}

TEST(Smime, LineEndsAreThoseOfTheStandardHoweverTheMailboxKeepsThem) {
  const std::string mail = smime_mail(kPlainEntity, ana());
  EXPECT_EQ(only(verify(mailmaker::with_crlf_lines(mail))).result, ResultWord::kPass);
}

TEST(Smime, AChangedWordIsSeenAndTheValueStillFits) {
  const Signature row = only(verify(with_replaced(smime_mail(kPlainEntity, ana()), "4500", "9500")));
  EXPECT_EQ(row.result, ResultWord::kFail);
  EXPECT_EQ(row.body, Half::kFail);
  EXPECT_EQ(row.header, Half::kPass);
  EXPECT_EQ(row.reason, "content-differs");
}

TEST(Smime, AnOpaqueSignatureGivesItsContent) {
  const Signature row = only(verify(opaque_signed(kPlainEntity, ana())));
  EXPECT_EQ(row.result, ResultWord::kPass);
  ASSERT_TRUE(row.entity->content);
  EXPECT_NE(row.entity->content->find("4500"), std::string::npos);
}

TEST(Smime, WithoutSignedAttributesTheContentItselfIsSigned) {
  mailmaker::CmsPlan plan;
  EXPECT_EQ(only(verify(smime_mail(kPlainEntity, ana(), plan))).result, ResultWord::kPass);
  EXPECT_EQ(only(verify(with_replaced(smime_mail(kPlainEntity, ana(), plan), "4500", "9500"))).result, ResultWord::kFail);
}

// The attributes of a signature are signed as such: taken for content, they would verify.
TEST(Smime, ContentThatLooksLikeSignedAttributesIsRefused) {
  mailmaker::CmsPlan plan;
  const std::string like = std::string("1") + "\x0b" + "attributes: x\n\nbody\n";
  EXPECT_EQ(only(verify(smime_mail(like, ana(), plan))).reason, "cms-attributes");
}

TEST(Smime, EachSignerIsARow) {
  const mailmaker::Identity bob = office().person("bob@example.net", kYear2015, kYear2019, 8);
  mailmaker::CmsPlan plan = signed_then();
  plan.also = {&bob};
  const auto rows = verify(smime_mail(kPlainEntity, ana(), plan));
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_NE(rows[0].identity, rows[1].identity);
  for (const Signature& row : rows) EXPECT_EQ(row.result, ResultWord::kPass);
  EXPECT_EQ(rows[1].index, 1U);
}

TEST(Smime, ADetachedSignatureThatCarriesAnotherTextIsNone) {
  mailmaker::CmsPlan plan = signed_then();
  plan.content_inside = true;
  EXPECT_EQ(only(verify(smime_mail(kPlainEntity, ana(), plan))).reason, "cms-second-content");
}

TEST(Smime, WithoutACertificateNothingIsKnown) {
  mailmaker::CmsPlan plan = signed_then();
  plan.with_certificate = false;
  const Signature row = only(verify(smime_mail(kPlainEntity, ana(), plan)));
  EXPECT_EQ(row.result, ResultWord::kNoKey);
  EXPECT_EQ(row.body, Half::kPass);
  EXPECT_EQ(row.header, Half::kUnknown);
}

TEST(Smime, CutDataIsUnreadable) {
  const std::string mail = smime_mail(kPlainEntity, ana());
  const std::size_t middle = mail.find("MII") + 128;
  const std::size_t end = mail.find("--signed-1--");
  EXPECT_EQ(only(verify(mail.substr(0, middle) + "\n" + mail.substr(end))).reason, "cms-syntax");
}

TEST(Smime, APartOfAMailIsNotTheWholeBody) {
  const mailmaker::SignedBody made = mailmaker::smime_detached(kPlainEntity, ana(), signed_then());
  const std::string mail = std::string(kShownHeader) + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=out\n\n--out\n\nPay 9500 instead.\n--out\n"
                           "Content-Type: " + made.content_type + "\n\n" + made.body + "--out--\n";
  const Signature row = only(verify(mail));
  EXPECT_EQ(row.result, ResultWord::kPass);
  EXPECT_FALSE(row.entity->is_whole_body);
}

TEST(Smime, AnEmbeddedMessagesSignatureIsItsOwn) {
  const std::string mail = std::string(kShownHeader) + "MIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + smime_mail(kPlainEntity, ana());
  EXPECT_THAT(verify(mail), IsEmpty());
}

TEST(Smime, AThirdPartMakesItNoSignedEntity) {
  EXPECT_THAT(verify(with_replaced(smime_mail(kPlainEntity, ana()), "--signed-1--", "--signed-1\n\nmore\n--signed-1--")), IsEmpty());
}

TEST(SmimeHeader, AProtectedPartCarriesTheFieldsOfTheMail) {
  const Signature row = only(verify(smime_mail(protected_entity(), ana())));
  ASSERT_EQ(row.entity->protected_fields.size(), 4U);
  EXPECT_EQ(row.entity->protected_fields[0].first, "from");
}

TEST(SmimeHeader, FieldsOfAPartThatDoesNotSaySoAreNone) {
  const std::string entity = with_replaced(protected_entity(), "; hp=\"clear\"", "");
  EXPECT_THAT(only(verify(smime_mail(entity, ana()))).entity->protected_fields, IsEmpty());
}

TEST(SmimeHeader, AWrappedMessageCarriesItsOwn) {
  const std::string entity = "Content-Type: message/rfc822\n\n" + std::string(kShownHeader) + "\nThe budget is 4500 euros.\n";
  EXPECT_EQ(only(verify(smime_mail(entity, ana()))).entity->protected_fields.size(), 4U);
  EXPECT_EQ(only(verify(opaque_signed(entity, ana()))).entity->protected_fields.size(), 4U);
}

TEST(SmimeHeader, SecureHeaderFieldsAreReadAsTheStandardHasThem) {
  const std::string der = std::string("\x31\x22\x0A\x01\x00\x30\x1D", 7) + std::string("\x30\x0C\x1A\x04", 4) + "From" + "\x0C\x04" + "a@b " +
                          std::string("\x30\x0D\x1A\x02", 4) + "To" + "\x0C\x04" + "c@d " + std::string("\x02\x01\x01", 3);
  const auto fields = read_secure_headers(der);
  ASSERT_EQ(fields.size(), 1U);                 // To was changed by the signer's own system: not what is shown
  EXPECT_EQ(fields[0].first, "from");
  for (std::size_t cut = 0; cut < der.size(); ++cut) read_secure_headers(std::string_view(der).substr(0, cut));
}

TEST(SmimeTrust, AnAuthorityOfTheStoreVouchesForWhomItCertified) {
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, ana()), office().authority.pem()), Vouched::kTrusted);
}

TEST(SmimeTrust, WithoutAStoreNobodyVouches) {
  EXPECT_EQ(only(verify(smime_mail(kPlainEntity, ana()))).certificate->vouched, Vouched::kNoStore);
}

TEST(SmimeTrust, AnAuthorityOfTheSameNameIsNotTheSame) {
  const Office other;
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, ana()), other.authority.pem()), Vouched::kUnknownIssuer);
}

TEST(SmimeTrust, AnAuthorityThatComesWithTheMailVouchesForNothing) {
  const Office other;
  const mailmaker::Identity forged = other.person("ana@example.org");
  mailmaker::CmsPlan plan = signed_then();
  plan.chain = {&other.authority};
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, forged, plan), office().authority.pem()), Vouched::kUnknownIssuer);
}

TEST(SmimeTrust, APersonsCertificateIsNoAuthority) {
  const mailmaker::Identity mallory = office().person("mallory@example.com", kYear2015, kYear2019, 9);
  const mailmaker::Identity forged = mailmaker::certify(new_key(), {"Ana", "ana@example.org", kYear2015, kYear2019, 3}, &mallory);
  mailmaker::CmsPlan plan = signed_then();
  plan.chain = {&mallory};
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, forged, plan), office().authority.pem()), Vouched::kInvalid);
}

TEST(SmimeTrust, WhatVouchesForItselfIsSaidSo) {
  const mailmaker::Identity own = mailmaker::certify(new_key(), {"Ana", "ana@example.org", kYear2015, kYear2019, 3}, nullptr);
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, own), office().authority.pem()), Vouched::kSelfSigned);
  EXPECT_TRUE(only(verify(smime_mail(kPlainEntity, own))).certificate->self_signed);
}

TEST(SmimeTrust, TheChainMustBeValidWhenItWasSigned) {
  const mailmaker::Identity later = office().person("ana@example.org", kSigned + 86400, kYear2019, 11);
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, later), office().authority.pem()), Vouched::kOutOfDate);
  const mailmaker::Identity earlier = office().person("ana@example.org", kYear2015, kSigned - 86400, 12);
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, earlier), office().authority.pem()), Vouched::kOutOfDate);
}

TEST(SmimeTrust, ACertificateForServersIsNotForMail) {
  mailmaker::CertificatePlan plan{"Ana", "ana@example.org", kYear2015, kYear2019, 13};
  plan.usage = "serverAuth";
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, mailmaker::certify(new_key(), plan, &office().authority)), office().authority.pem()), Vouched::kNotForMail);
}

TEST(SmimeTrust, AChainSignedBySha1IsWeak) {
  mailmaker::CertificatePlan plan{"Ana", "ana@example.org", kYear2015, kYear2019, 14};
  plan.hash = EVP_sha1();
  EXPECT_EQ(vouched(smime_mail(kPlainEntity, mailmaker::certify(new_key(), plan, &office().authority)), office().authority.pem()), Vouched::kWeak);
}

std::string revoking(const mailmaker::Identity& authority, long serial) {
  X509_CRL* list = X509_CRL_new();
  X509_CRL_set_version(list, 1);
  X509_CRL_set_issuer_name(list, X509_get_subject_name(authority.certificate.get()));
  ASN1_TIME* when = ASN1_TIME_set(nullptr, kYear2019);
  X509_CRL_set1_lastUpdate(list, when);
  X509_CRL_set1_nextUpdate(list, when);
  X509_REVOKED* row = X509_REVOKED_new();
  ASN1_INTEGER* number = ASN1_INTEGER_new();
  ASN1_INTEGER_set(number, serial);
  X509_REVOKED_set_serialNumber(row, number);
  X509_REVOKED_set_revocationDate(row, when);
  X509_CRL_add0_revoked(list, row);
  X509_CRL_sort(list);
  X509_CRL_sign(list, authority.key.get(), EVP_sha256());
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_X509_CRL(bio, list);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio, &text);
  std::string out(text, static_cast<std::size_t>(size));
  BIO_free(bio);
  ASN1_INTEGER_free(number);
  ASN1_TIME_free(when);
  X509_CRL_free(list);
  return out;
}

TEST(SmimeTrust, AListOfItsIssuerInTheStoreRevokesIt) {
  const auto store = read_authorities({office().authority.pem() + revoking(office().authority, 7)});
  const Signature row = only(verify(smime_mail(kPlainEntity, ana()), store.get()));
  EXPECT_EQ(row.certificate->vouched, Vouched::kRevoked);
  EXPECT_EQ(row.result, ResultWord::kPass);
  const auto other = read_authorities({office().authority.pem(), revoking(office().authority, 99)});
  EXPECT_EQ(only(verify(smime_mail(kPlainEntity, ana()), other.get())).certificate->revocation, Revocation::kNotListed);
  const auto foreign = read_authorities({office().authority.pem() + revoking(Office().authority, 7)});
  EXPECT_EQ(only(verify(smime_mail(kPlainEntity, ana()), foreign.get())).certificate->vouched, Vouched::kTrusted);
}

TEST(SmimeTrust, AStoreOfRubbishHoldsNothing) {
  EXPECT_EQ(read_authorities({"", "rubbish", "0rubbish", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"})->count(), 0U);
}

TEST(SmimeEncrypted, IsNamedAndIsNoSignature) {
  const std::string mail = opaque_mail(mailmaker::cms_encrypted(mailmaker::certify({EVP_RSA_gen(1024), EVP_PKEY_free}, {"Bob", "bob@example.net", kYear2015, kYear2019}, nullptr), kPlainEntity), "enveloped-data");
  EXPECT_THAT(verify(mail), IsEmpty());
  const mail::Message message = mail::parse(as_bytes(mail));
  ASSERT_EQ(find_encrypted(message, {}).size(), 1U);
  EXPECT_EQ(find_encrypted(message, {})[0].mechanism, kSmime);
}

}  // namespace
}  // namespace winnow::proof
