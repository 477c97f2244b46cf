// ARC, X-Google-DKIM-Signature and DomainKeys: what each may say, and that none of them opens a way to `authentic`.
#include "attack_mail.h"
#include "support/arc.h"

namespace winnow::check {
namespace {

using support::seal;
using support::seal_key;
using support::SealOptions;

record::Standing standing(const Examined& e, record::Aspect aspect) { return judged(e).standings.of(aspect); }

Examined sealed(const std::string& raw, const SealOptions& options = {}) { return support::examine(raw, {seal_key(options)}); }

TEST(ArcChain, AWholeChainProvesCarriageAndNothingElse) {
  const Examined e = sealed(seal(plain()));
  EXPECT_TRUE(e.has("arc.chain", "whole")) << listed(e);
  EXPECT_EQ(standing(e, record::CARRIAGE), record::PROVED);
  for (const record::Aspect aspect : {record::AUTHOR, record::CONTENT, record::SUBJECT, record::DATE, record::RECIPIENTS})
    EXPECT_EQ(standing(e, aspect), record::OPEN);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
}

TEST(ArcChain, AForgersOwnSealOverAnInventedMailMovesNoVerdict) {
  SealOptions forger;
  forger.domain = "forger.example";
  forger.results = "mx.google.com; dkim=pass header.d=en-avant.example; dmarc=pass header.from=en-avant.example";
  const Examined e = sealed(seal(plain(), forger), forger);
  expect_not_believed(e, "a stranger may seal any report");
  EXPECT_EQ(standing(e, record::AUTHOR), record::OPEN);
}

TEST(ArcChain, ASealByTheSendersOwnDomainIsNoSignatureOfTheSender) {
  SealOptions own;
  own.domain = "en-avant.example";
  const Examined e = sealed(seal(plain(), own), own);
  EXPECT_EQ(standing(e, record::AUTHOR), record::OPEN) << listed(e);
}

TEST(ArcChain, AComputedKeyGivesModerateEvidenceOnly) {
  const Examined e = support::examine(seal(plain()), {seal_key({}, proof::KeyClass::kK3)});
  EXPECT_EQ(e.strength_for(record::CARRIAGE), "C");
  EXPECT_EQ(standing(e, record::CARRIAGE), record::OPEN);
}

TEST(ArcChain, AChangedMailIsANoteAndAnUnknownKeyAsWell) {
  const Examined changed = sealed(replaced(seal(plain()), "Tuesday at ten", "Monday at ten"));
  EXPECT_TRUE(changed.has("arc.chain", "failed")) << listed(changed);
  EXPECT_EQ(judged(changed).verdict, record::UNPROVEN);
  EXPECT_TRUE(support::examine(seal(plain()), {}).has("arc.chain", "no-key"));
}

TEST(ArcChain, OneMessageSignatureThatHoldsSpeaksWithoutTheChain) {
  const Examined e = sealed(replaced(seal(plain()), "dkim=pass", "dkim=none"));
  EXPECT_TRUE(e.has("arc.chain", "signed")) << listed(e);
  EXPECT_EQ(standing(e, record::CARRIAGE), record::PROVED);
}

TEST(ArcResults, AReportOfTheSendersSignatureIsModerateEvidence) {
  const Examined e = sealed(seal(plain()));
  ASSERT_TRUE(e.has("arc.results", "dkim")) << listed(e);
  EXPECT_EQ(e.of("arc.results")[0]->strength(), record::STRENGTH_C);
  EXPECT_EQ(standing(e, record::AUTHOR), record::OPEN);
}

TEST(ArcResults, OtherDomainsAndFailuresSpeakForNobody) {
  SealOptions other;
  other.results = "mx.receiver.example; dkim=pass header.d=newsletter.example";
  EXPECT_TRUE(sealed(seal(plain(), other)).of("arc.results").empty());
  other.results = "mx.receiver.example; dkim=fail header.d=en-avant.example";
  const Examined failed = sealed(seal(plain(), other));
  ASSERT_TRUE(failed.has("arc.results", "failed"));
  EXPECT_EQ(failed.of("arc.results")[0]->direction(), record::NOTE);
  other.results = "mx.receiver.example; dmarc=pass header.from=en-avant.example";
  EXPECT_TRUE(sealed(seal(plain(), other)).has("arc.results", "dmarc"));
}

TEST(ArcResults, AReportOfBytesThatWereChangedLaterIsSilent) {
  SealOptions list;
  list.instance = 2;
  list.results = "list.example; spf=pass";
  EXPECT_TRUE(sealed(seal(replaced(seal(plain()), "at ten", "at six"), list)).of("arc.results").empty());
}

TEST(XGoogleSigned, ProvesCarriageNeverTheAuthorEvenUnderTheSendersOwnDomain) {
  const Examined e = support::examine(support::sign_xgoogle(plain(), {}), {support::key_of()});
  EXPECT_TRUE(e.has("xgoogle.signed", "whole")) << listed(e);
  EXPECT_EQ(standing(e, record::CARRIAGE), record::PROVED);
  EXPECT_EQ(standing(e, record::AUTHOR), record::OPEN);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
}

TEST(XGoogleSigned, IsANoteWithoutAKeyAndWhereItDoesNotHold) {
  const std::string text = support::sign_xgoogle(plain(), {});
  EXPECT_TRUE(support::examine(text, {}).has("xgoogle.signed", "no-key-body-holds"));
  EXPECT_TRUE(support::examine(replaced(text, "at ten", "at six"), {}).has("xgoogle.signed", "no-key"));
  EXPECT_TRUE(support::examine(replaced(text, "at ten", "at six"), {support::key_of()}).has("xgoogle.signed", "header"));
  const Examined failed = support::examine(replaced(text, "Subject: Tuesday", "Subject: Friday"), {support::key_of()});
  EXPECT_TRUE(failed.has("xgoogle.signed", "failed")) << listed(failed);
  EXPECT_EQ(judged(failed).verdict, record::UNPROVEN);
}

TEST(DomainKeysSigned, SimpleSupportsWhatIsReadAndNeverProvesIt) {
  const Examined e = support::examine(support::sign_domainkeys(plain(), false), {support::key_of()});
  EXPECT_TRUE(e.has("domainkeys.signed", "whole")) << listed(e);
  EXPECT_EQ(standing(e, record::AUTHOR), record::SUPPORTED);
  EXPECT_EQ(standing(e, record::CONTENT), record::SUPPORTED);
  EXPECT_EQ(judged(e).verdict, record::CORROBORATED);
}

TEST(DomainKeysSigned, IsNoProofEvenOfBytesThatWereFixedLongAgo) {
  Claims claims;
  claims.fixed = unix_seconds(2008, 1, 1);
  const Examined e = support::examine(support::sign_domainkeys(plain(), false), {support::key_of()}, claims);
  EXPECT_EQ(e.strength_for(record::AUTHOR), "B");
}

TEST(DomainKeysSigned, WithoutBlanksTheWordsStayOpen) {
  const std::string text = support::sign_domainkeys(plain(), true);
  for (const std::string& read : {text, replaced(text, "at ten", "atten"), replaced(text, "Subject: Tuesday", "Subject: Tues day")}) {
    const Examined e = support::examine(read, {support::key_of()});
    EXPECT_TRUE(e.has("domainkeys.signed", "blanks")) << listed(e);
    EXPECT_EQ(standing(e, record::AUTHOR), record::SUPPORTED);
    for (const record::Aspect aspect : {record::CONTENT, record::SUBJECT, record::DATE}) EXPECT_EQ(standing(e, aspect), record::OPEN);
  }
}

TEST(DomainKeysSigned, ASecondFromAboveTheSignatureTakesTheAuthorAway) {
  const std::string text = "From: Chief <chief@en-avant.example>\r\n" + support::sign_domainkeys(plain(), false);
  expect_not_believed(support::examine(text, {support::key_of()}), "the unsigned From is read first");
}

TEST(DomainKeysSigned, ASenderOfTheDomainSaysNothingOfAnotherFrom) {
  const std::string raw = "Sender: Bureau <bureau@en-avant.example>\r\n" + replaced(plain(), "ana@en-avant.example", "ana@bank.example");
  const Examined e = support::examine(support::sign_domainkeys(raw, false), {support::key_of()});
  EXPECT_TRUE(e.has("domainkeys.signed", "carriage")) << listed(e);
  EXPECT_EQ(standing(e, record::AUTHOR), record::OPEN);
}

TEST(DomainKeysSigned, IsANoteWithoutAKeyWithABurnedOneAndWhereItDoesNotHold) {
  const std::string text = support::sign_domainkeys(plain(), false);
  EXPECT_TRUE(support::examine(text, {}).has("domainkeys.signed", "no-key"));
  proof::Key burned = support::key_of();
  burned.burned_from = 0;
  burned.burned_reason = "factored";
  const Examined e = support::examine(text, {burned});
  EXPECT_TRUE(e.has("domainkeys.signed", "burned")) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
  EXPECT_TRUE(support::examine(replaced(text, "at ten", "at six"), {support::key_of()}).has("domainkeys.signed", "failed"));
}

TEST(XGoogleSigned, AndArcUnderBurnedKeysAreNotes) {
  proof::Key burned = support::key_of();
  burned.burned_from = 0;
  burned.burned_reason = "factored";
  EXPECT_TRUE(support::examine(support::sign_xgoogle(plain(), {}), {burned}).has("xgoogle.signed", "burned"));
  proof::Key sealer = seal_key();
  sealer.burned_from = 0;
  sealer.burned_reason = "factored";
  EXPECT_TRUE(support::examine(seal(plain()), {sealer}).has("arc.chain", "burned"));
}

}  // namespace
}  // namespace winnow::check
