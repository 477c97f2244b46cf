// What an S/MIME signature may say of the mail around it: the catalogue of "Johnny, you are fired" (USENIX Security 2019),
// and splices of two honest mails.
#include "support/smime.h"

#include <gtest/gtest.h>

#include "judged.h"

namespace winnow::check {
namespace {

using namespace support;

const proof::Authorities& trusted() {
  static const auto store = proof::read_authorities({office().authority.pem()});
  return *store;
}
support::Examined with_store(const std::string& mail) { return support::examine(mail, {}, {.fixed = {}, .now = kYear2019 - 1}, &trusted()); }
support::Examined without_store(const std::string& mail) { return support::examine(mail, {}); }

bool lifts_nothing(const support::Examined& e) {
  const judge::Judgement judgement = judged(e);
  if (judgement.verdict != record::UNPROVEN) return false;
  for (const record::Aspect aspect : record::kAspects)
    if (judgement.standings.of(aspect) != record::OPEN) return false;
  return true;
}

TEST(SmimeSigned, ABoundMailThatAnAuthorityVouchesForIsCorroborated) {
  const auto e = with_store(smime_mail(protected_entity(), ana()));
  EXPECT_TRUE(e.has("smime.signed", "bound")) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::CORROBORATED);
  EXPECT_EQ(judged(e).standings.of(record::SUBJECT), record::SUPPORTED);
  EXPECT_EQ(judged(e).standings.of(record::RECIPIENTS), record::SUPPORTED);
  EXPECT_EQ(judged(e).standings.of(record::DATE), record::OPEN);   // the signer's own clock
}

TEST(SmimeSigned, AnOpaqueOneAsWell) {
  EXPECT_EQ(judged(with_store(opaque_signed(protected_entity(), ana()))).verdict, record::CORROBORATED);
}

TEST(SmimeSigned, WithoutATrustStoreNothingIsLifted) {
  const auto e = without_store(smime_mail(protected_entity(), ana()));
  EXPECT_TRUE(e.has("smime.signed", "bound")) << listed(e);
  EXPECT_EQ(e.strength_for(record::CONTENT), "C");
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(SmimeSigned, WithoutACopyOfTheHeaderNothingIsLifted) {
  const auto e = with_store(smime_mail(kPlainEntity, ana()));
  EXPECT_TRUE(e.has("smime.signed", "text")) << listed(e);
  EXPECT_EQ(e.strength_for(record::CONTENT), "C");
  EXPECT_EQ(e.strength_for(record::AUTHOR), "-");
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(SmimeSigned, AnotherHeaderAroundSignedWordsIsSaid) {
  for (const auto& [from, to] : {std::pair{"Subject: budget", "Subject: bribe"}, std::pair{"09:12:44", "10:12:44"},
                                 std::pair{"To: bob@example.net", "To: eve@example.com"}, std::pair{"From: Ana ", "From: The Minister "}}) {
    const auto e = with_store(with_replaced(smime_mail(protected_entity(), ana()), from, to));
    EXPECT_TRUE(e.has("smime.signed", "differs")) << to << listed(e);
    EXPECT_TRUE(lifts_nothing(e)) << to;
  }
}

TEST(SmimeSigned, AnAddedRecipientIsNotBound) {
  const auto e = with_store(with_replaced(smime_mail(protected_entity(), ana()), "Subject:", "Cc: bank@example.com\nSubject:"));
  EXPECT_FALSE(e.has("smime.signed", "bound")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(SmimeSigned, ASecondShownFieldIsNotBound) {
  for (const char* extra : {"From: Ana <ana@example.org>\nTo:", "Subject: other\nTo:", "Date: Tue, 11 Apr 2017 09:12:44 +0000\nTo:"}) {
    const auto e = with_store(with_replaced(smime_mail(protected_entity(), ana()), "To:", extra));
    EXPECT_TRUE(lifts_nothing(e)) << extra << listed(e);
  }
}

TEST(SmimeSigned, AnotherPersonsCertificateSaysNothingOfTheShownSender) {
  const mailmaker::Identity eve = office().person("eve@example.com", kYear2015, kYear2019, 21);
  const auto e = with_store(smime_mail(protected_entity(), eve));
  EXPECT_TRUE(e.has("smime.signed", "other")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(SmimeSigned, AnAddressInTheNameOfACertificateIsNoAddress) {
  const mailmaker::Identity eve = mailmaker::certify(new_key(), {"ana@example.org", "eve@example.com", kYear2015, kYear2019, 22}, &office().authority);
  EXPECT_TRUE(lifts_nothing(with_store(smime_mail(protected_entity(), eve))));
}

TEST(SmimeSigned, AnAddressAsDisplayNameIsNoSender) {
  const std::string header = "From: \"ana@example.org\" <eve@example.com>\nTo: bob@example.net\nSubject: budget\nDate: Tue, 11 Apr 2017 09:12:44 +0000\n";
  EXPECT_TRUE(lifts_nothing(with_store(smime_mail(protected_entity(header), ana(), signed_then(), header))));
}

TEST(SmimeSigned, TextBesideTheSignedPartLiftsNothing) {
  const mailmaker::SignedBody made = mailmaker::smime_detached(protected_entity(), ana(), signed_then());
  const std::string inner = "--out\nContent-Type: " + made.content_type + "\n\n" + made.body;
  const std::string head = std::string(kShownHeader) + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=out\n\n";
  for (const std::string& mail : {head + "--out\n\nPay 9500 instead.\n" + inner + "--out--\n", head + inner + "--out\n\nPay 9500 instead.\n--out--\n",
                                  head + "--out\nContent-Type: text/html\n\n<style>*{display:none}</style>Pay 9500.\n" + inner + "--out--\n"}) {
    const auto e = with_store(mail);
    EXPECT_TRUE(e.has("smime.signed", "part")) << listed(e);
    EXPECT_TRUE(lifts_nothing(e));
  }
}

TEST(SmimeSigned, TextBeforeAndBehindTheDelimitersLiftsNothing) {
  const std::string mail = smime_mail(protected_entity(), ana());
  for (const std::string& changed : {with_replaced(mail, "\n\n--signed-1\n", "\n\nPay 9500 instead.\n--signed-1\n"), mail + "Pay 9500 instead.\n"}) {
    const auto e = with_store(changed);
    EXPECT_TRUE(e.has("smime.signed", "loose")) << listed(e);
    EXPECT_TRUE(lifts_nothing(e));
  }
}

TEST(SmimeSigned, ABoundaryThatProgramsReadDifferentlyLiftsNothing) {
  const std::string mail = smime_mail(protected_entity(), ana());
  for (const char* to : {"boundary=other; boundary=\"signed-1\"", "boundary*=us-ascii''signed-1; boundary=\"signed-1\""})
    EXPECT_TRUE(lifts_nothing(with_store(with_replaced(mail, "boundary=\"signed-1\"", to)))) << to;
  EXPECT_TRUE(lifts_nothing(with_store(with_replaced(mail, "MIME-Version: 1.0\n", "MIME-Version: 1.0\nContent-Type: text/plain\n"))));
  EXPECT_TRUE(lifts_nothing(with_store(with_replaced(mail, "MIME-Version: 1.0\n", ""))));
}

TEST(SmimeSigned, AnOpaqueMailUnderTwoTypesLiftsNothing) {
  const std::string mail = opaque_signed(protected_entity(), ana());
  EXPECT_TRUE(lifts_nothing(with_store(with_replaced(mail, "MIME-Version: 1.0\n", "MIME-Version: 1.0\nContent-Type: text/plain\n"))));
}

TEST(SmimeSigned, ChangedWordsAreANoteAndSpeakAgainstNothing) {
  const auto e = with_store(with_replaced(smime_mail(protected_entity(), ana()), "4500", "9500"));
  EXPECT_TRUE(e.has("smime.signed", "failed")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(SmimeSigned, AnExpiredOrSelfMadeCertificateIsSaidAndLiftsNothing) {
  const mailmaker::Identity early = office().person("ana@example.org", kYear2015, kSigned - 86400, 23);
  const auto out_of_date = with_store(smime_mail(protected_entity(), early));
  EXPECT_TRUE(out_of_date.has("smime.certificate", "out-of-date")) << listed(out_of_date);
  EXPECT_TRUE(lifts_nothing(out_of_date));
  const mailmaker::Identity own = mailmaker::certify(new_key(), {"Ana", "ana@example.org", kYear2015, kYear2019, 3}, nullptr);
  const auto self_made = with_store(smime_mail(protected_entity(), own));
  EXPECT_TRUE(self_made.has("smime.certificate", "self-signed")) << listed(self_made);
  EXPECT_TRUE(lifts_nothing(self_made));
}

TEST(SmimeSigned, ACertificateThatExpiredSinceIsANoteAlone) {
  const auto e = support::examine(smime_mail(protected_entity(), ana()), {}, {.fixed = {}, .now = kYear2019 + 86400}, &trusted());
  EXPECT_TRUE(e.has("smime.certificate", "expired")) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::CORROBORATED);
}

TEST(SmimeSigned, OldHashesAreSaidAndTheOldestLiftNothing) {
  mailmaker::CmsPlan plan = signed_then();
  plan.hash = EVP_sha1();
  const auto old = with_store(smime_mail(protected_entity(), ana(), plan));
  EXPECT_TRUE(old.has("smime.certificate", "weak-hash")) << listed(old);
  plan.hash = EVP_md5();
  const mailmaker::Identity rsa = mailmaker::certify({EVP_RSA_gen(1024), EVP_PKEY_free}, {"Ana", "ana@example.org", kYear2015, kYear2019, 31}, &office().authority);
  const auto oldest = with_store(smime_mail(protected_entity(), rsa, plan));
  EXPECT_TRUE(oldest.has("smime.certificate", "broken-hash")) << listed(oldest);
  EXPECT_TRUE(lifts_nothing(oldest));
}

TEST(SmimeSigned, AKeyThatOthersCanComputeLiftsNothing) {
  const mailmaker::Identity small = mailmaker::certify({EVP_RSA_gen(768), EVP_PKEY_free}, {"Ana", "ana@example.org", kYear2015, kYear2019, 32}, &office().authority);
  const auto e = with_store(smime_mail(protected_entity(), small));
  EXPECT_TRUE(e.has("smime.certificate", "small-key")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

// Two honest mails: the header of one, signed by DKIM, above the signed words of the other.
TEST(SmimeSigned, WhereDkimNamesAnotherBodyNothingLiftsTheContent) {
  SignOptions options;
  options.domain = "example.org";
  options.header_fields = {"From", "To", "Subject", "Date"};
  const std::string original = sign(mailmaker::with_crlf_lines(std::string(kShownHeader) + "\nYes, do it.\n"), options);
  const std::string spliced = original.substr(0, original.find("From: Ana")) + mailmaker::with_crlf_lines(smime_mail(protected_entity(), ana()));
  const auto e = support::examine(spliced, {key_of(options)}, {.fixed = {}, .now = kYear2019}, &trusted());
  EXPECT_EQ(judged(e).standings.of(record::AUTHOR), record::PROVED) << listed(e);
  EXPECT_EQ(judged(e).standings.of(record::CONTENT), record::OPEN) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
}

TEST(BodyEncrypted, IsSaid) {
  const mailmaker::Identity bob = mailmaker::certify({EVP_RSA_gen(1024), EVP_PKEY_free}, {"Bob", "bob@example.net", kYear2015, kYear2019}, nullptr);
  const auto e = without_store(opaque_mail(mailmaker::cms_encrypted(bob, kPlainEntity), "enveloped-data"));
  EXPECT_TRUE(e.has("body.encrypted", "smime")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

}  // namespace
}  // namespace winnow::check
