// What an OpenPGP signature may say of the mail around it ("openpgp.signed", "openpgp.key"): the catalogue of "Johnny, you are
// fired" (USENIX Security 2019), and splices of two honest mails.
#include "support/openpgp.h"

#include <gtest/gtest.h>

#include "judged.h"

namespace winnow::check {
namespace {

using namespace support;

support::Examined with(const std::string& mail, const proof::OpenPgpKeys& keys, std::int64_t now = kPgpNow) {
  return support::examine(mail, {}, {.fixed = {}, .now = now}, nullptr, &keys);
}
support::Examined given(const std::string& mail) { return with(mail, keys_of(ana_certificate())); }

bool lifts_nothing(const support::Examined& e) {
  const judge::Judgement judgement = judged(e);
  if (judgement.verdict != record::UNPROVEN) return false;
  for (const record::Aspect aspect : record::kAspects)
    if (judgement.standings.of(aspect) != record::OPEN) return false;
  return true;
}

std::string autocrypt(std::string_view certificate) {
  std::string encoded = mailmaker::pgp_armor("X", certificate), data;
  for (std::size_t at = encoded.find("\n\n") + 2; at < encoded.find("-----END"); ++at) data += encoded[at] == '\n' ? std::string("\n ") : std::string(1, encoded[at]);
  data.resize(data.size() - 2);
  return "Autocrypt: addr=ana@example.org; keydata=\n " + data + "\n";
}

TEST(OpenPgpSigned, ABoundMailWithAGivenKeyIsCorroborated) {
  const auto e = given(pgp_mail(pgp_protected_entity()));
  EXPECT_TRUE(e.has("openpgp.signed", "bound")) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::CORROBORATED);
  EXPECT_EQ(judged(e).standings.of(record::SUBJECT), record::SUPPORTED);
  EXPECT_EQ(judged(e).standings.of(record::DATE), record::OPEN);   // the signer's own clock
}

TEST(OpenPgpSigned, AKeyThatCameWithTheMailLiftsNothing) {
  const auto e = with(autocrypt(ana_certificate()) + pgp_mail(pgp_protected_entity()), {});
  EXPECT_TRUE(e.has("openpgp.signed", "bound")) << listed(e);
  EXPECT_EQ(e.strength_for(record::CONTENT), "C");
  EXPECT_TRUE(lifts_nothing(e));
}

// Eve's own key with Ana's name on it, in Eve's own forgery.
TEST(OpenPgpSigned, AnyoneCanPutAnAddressOnAKey) {
  const mailmaker::PgpKey eve = pgp_key('e');
  const std::string false_key = mailmaker::pgp_certificate(eve, "Ana <ana@example.org>");
  EXPECT_TRUE(lifts_nothing(given(autocrypt(false_key) + pgp_mail(pgp_protected_entity(), eve))));
}

TEST(OpenPgpSigned, WithoutAKeyItIsOnlySaid) {
  const auto e = with(pgp_mail(pgp_protected_entity()), {});
  EXPECT_TRUE(e.has("openpgp.signed", "no-key")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(OpenPgpSigned, WithoutACopyOfTheHeaderNothingIsLifted) {
  const auto e = given(pgp_mail(pgp_plain_entity()));
  EXPECT_TRUE(e.has("openpgp.signed", "text")) << listed(e);
  EXPECT_EQ(e.strength_for(record::CONTENT), "C");
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(OpenPgpSigned, AnotherHeaderAroundSignedWordsIsSaid) {
  for (const auto& [from, to] : {std::pair{"Subject: budget", "Subject: bribe"}, std::pair{"09:12:44", "10:12:44"},
                                 std::pair{"To: bob@example.net", "To: eve@example.com"}, std::pair{"From: Ana ", "From: The Minister "}}) {
    const auto e = given(pgp_replaced(pgp_mail(pgp_protected_entity()), from, to));
    EXPECT_TRUE(e.has("openpgp.signed", "differs")) << to << listed(e);
    EXPECT_TRUE(lifts_nothing(e)) << to;
  }
}

TEST(OpenPgpSigned, AnotherSenderIsOther) {
  const auto e = given(pgp_replaced(pgp_mail(pgp_plain_entity()), "From: Ana <ana@example.org>", "From: Ana <ana@example.com>"));
  EXPECT_TRUE(e.has("openpgp.signed", "other")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

// Johnny: signed words wrapped into, or beside, unsigned ones.
TEST(OpenPgpSigned, ASignedPartAmongOthersIsAPart) {
  const mailmaker::PgpSignedBody made = mailmaker::pgp_detached(pgp_protected_entity(), ana_key(), {.type = 0, .time = kPgpSigned});
  const std::string signed_part = "Content-Type: " + made.content_type + "\n\n" + made.body;
  for (const std::string kind : {"mixed", "alternative", "related"})
    for (const std::string& parts : {"--o\nContent-Type: text/html\n\n<p>Pay Eve.</p>\n--o\n" + signed_part, "--o\n" + signed_part + "--o\nContent-Type: text/html\n\n<p>Pay Eve.</p>\n"}) {
      const auto e = given(std::string(kPgpHeader) + "MIME-Version: 1.0\nContent-Type: multipart/" + kind + "; boundary=o\n\n" + parts + "--o--\n");
      EXPECT_TRUE(e.has("openpgp.signed", "part")) << kind << listed(e);
      EXPECT_TRUE(lifts_nothing(e)) << kind;
    }
}

TEST(OpenPgpSigned, UnsignedTextAroundTheDelimitersIsLoose) {
  const std::string mail = pgp_mail(pgp_protected_entity());
  for (const std::string& odd : {pgp_replaced(mail, "\n\n--signed-1\n", "\n\nPay Eve.\n--signed-1\n"), mail + "Pay Eve.\n"}) {
    const auto e = given(odd);
    EXPECT_TRUE(e.has("openpgp.signed", "loose")) << listed(e);
    EXPECT_TRUE(lifts_nothing(e));
  }
}

TEST(OpenPgpSigned, ABlockInATextNeverLiftsTheMail) {
  const std::string block = mailmaker::pgp_clear("The budget is 4500 euros.", ana_key(), kPgpSigned);
  const auto alone = given(pgp_text_mail(block));
  EXPECT_TRUE(alone.has("openpgp.signed", "text")) << listed(alone);
  EXPECT_EQ(alone.strength_for(record::CONTENT), "C");
  EXPECT_TRUE(lifts_nothing(alone));
  const auto part = given(pgp_text_mail("Pay Eve.\n" + block));
  EXPECT_TRUE(part.has("openpgp.signed", "part")) << listed(part);
  EXPECT_TRUE(lifts_nothing(part));
  const auto html = given(pgp_replaced(pgp_text_mail(block), "Content-Type: text/plain\n", "Content-Type: text/plain; charset=utf-16\n"));
  EXPECT_FALSE(html.has("openpgp.signed", "text")) << listed(html);
}

TEST(OpenPgpSigned, SignedWordsThatWereChangedAreSaidAndNoProofOfForgery) {
  const auto e = given(pgp_replaced(pgp_mail(pgp_protected_entity()), "4500", "9500"));
  EXPECT_TRUE(e.has("openpgp.signed", "failed")) << listed(e);
  EXPECT_TRUE(lifts_nothing(e));
}

TEST(OpenPgpKey, OdditiesAreSaidAndWeighed) {
  const std::string mail = pgp_mail(pgp_protected_entity());
  const std::string certificate = ana_certificate(), key = ana_key().packet();
  const auto revoked = with(mail, keys_of(key + mailmaker::pgp_revocation(ana_key(), kPgpSigned + 100, 1) + certificate.substr(key.size())));
  EXPECT_TRUE(revoked.has("openpgp.key", "revoked")) << listed(revoked);
  EXPECT_TRUE(lifts_nothing(revoked));

  const auto expired = with(mail, keys_of(mailmaker::pgp_certificate(ana_key(), "Ana <ana@example.org>", kPgpSigned - kKeyMade + 1000)));
  EXPECT_TRUE(expired.has("openpgp.key", "expired")) << listed(expired);
  EXPECT_EQ(judged(expired).verdict, record::CORROBORATED);

  const auto md5 = given(pgp_mail(pgp_protected_entity(), ana_key(), {.type = 0, .time = kPgpSigned, .hash = 1}));
  EXPECT_TRUE(md5.has("openpgp.key", "broken-hash")) << listed(md5);
  EXPECT_TRUE(lifts_nothing(md5));
  EXPECT_TRUE(given(pgp_mail(pgp_protected_entity(), ana_key(), {.type = 0, .time = kPgpSigned, .hash = 2})).has("openpgp.key", "weak-hash"));

  const auto ended = given(pgp_mail(pgp_protected_entity(), ana_key(), {.type = 0, .time = kPgpSigned - 10'000, .lifetime = 100}));
  EXPECT_TRUE(ended.has("openpgp.key", "ended")) << listed(ended);
  EXPECT_TRUE(lifts_nothing(ended));

  const auto future = with(mail, keys_of(certificate), kPgpSigned - 100'000);
  EXPECT_TRUE(future.has("openpgp.key", "future")) << listed(future);
  EXPECT_TRUE(lifts_nothing(future));
}

}  // namespace
}  // namespace winnow::check
