// DomainKeys (RFC 4870): both canonical forms, the sender rules, and what may be changed without a trace.
#include <gtest/gtest.h>

#include "proof/domainkeys.h"
#include "proof/signature.h"
#include "support/arc.h"
#include "support/fixed_keys.h"

namespace winnow::proof {
namespace {

using support::sign_domainkeys;

const std::string kMail =
    "From: Ana <ana@en-avant.example>\r\nTo: Luc <luc@press.example>\r\nSubject: the rapid plan\r\n\r\nHello Luc,\r\n\r\nall stands.\r\n";

Signature verify(const std::string& text, const std::string& granularity = "") {
  Key key = support::key_of();
  if (!granularity.empty()) key.record += "; g=" + granularity;
  const support::FixedKeys keys({key});
  const mail::Message message = mail::parse(as_bytes(text));
  std::vector<Signature> out = verify_signatures(message, keys);
  EXPECT_EQ(out.size(), 1u);
  if (out.empty()) return {};
  out.front().key = nullptr;
  return out.front();
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

TEST(DomainKeys, BothFormsHoldOverHeaderAndBody) {
  for (const bool nofws : {false, true}) {
    const Signature got = verify(sign_domainkeys(kMail, nofws));
    EXPECT_EQ(got.result, ResultWord::kPass) << nofws << got.reason;
    EXPECT_EQ(got.header, Half::kPass);
    EXPECT_EQ(got.body, Half::kPass);
    EXPECT_EQ(got.identity, "ana@en-avant.example");
    EXPECT_EQ(canonicalization_name(got), nofws ? "nofws" : "simple");
  }
}

TEST(DomainKeys, LineEndsOfAStoreAreRestored) {
  std::string text = sign_domainkeys(kMail, false);
  std::erase(text, '\r');
  EXPECT_EQ(verify(text).result, ResultWord::kPass);
}

TEST(DomainKeys, AnyChangeOfWordsFailsAndNobodyKnowsWhere) {
  const Signature got = verify(replaced(sign_domainkeys(kMail, true), "all stands", "all falls"));
  EXPECT_EQ(got.result, ResultWord::kFail);
  EXPECT_EQ(got.reason, "whole-differs");
  EXPECT_EQ(got.body, Half::kUnknown);
}

TEST(DomainKeys, WithoutWhiteSpaceWordsCanBeGluedUnseen) {
  const std::string text = sign_domainkeys(kMail, true);
  EXPECT_EQ(verify(replaced(text, "the rapid", "therapid")).result, ResultWord::kPass);
  EXPECT_EQ(verify(replaced(sign_domainkeys(kMail, false), "the rapid", "therapid")).result, ResultWord::kFail);
}

TEST(DomainKeys, EmptyLinesAtTheEndMeanNothing) {
  EXPECT_EQ(verify(sign_domainkeys(kMail, false) + "\r\n\r\n").result, ResultWord::kPass);
  EXPECT_EQ(domainkeys_body("\r\n\r\n", false), "");
  EXPECT_EQ(domainkeys_body("a \r\n \t\r\n", true), "\r\na\r\n");
  EXPECT_EQ(domainkeys_body("a", false), "\r\na\r\n");
}

TEST(DomainKeys, FieldsAboveTheSignatureAreNotSigned) {
  EXPECT_EQ(verify("Received: by mx\r\n" + sign_domainkeys(kMail, false)).result, ResultWord::kPass);
  EXPECT_EQ(verify(sign_domainkeys("Received: by mx\r\n" + kMail, false)).result, ResultWord::kPass);
}

TEST(DomainKeys, TheDomainMustCoverTheSender) {
  const std::string foreign = replaced(kMail, "ana@en-avant.example", "ana@other.example");
  EXPECT_EQ(verify(sign_domainkeys(foreign, false)).reason, "sender-domain");
  const std::string sent = "Sender: Bureau <bureau@en-avant.example>\r\n" + foreign;
  EXPECT_EQ(verify(sign_domainkeys(sent, false)).result, ResultWord::kPass);
  EXPECT_EQ(verify(sign_domainkeys(replaced(kMail, "From:", "X-From:"), false)).reason, "sender-unsigned");
}

TEST(DomainKeys, GranularityIsHeldAgainstTheLocalPart) {
  const std::string text = sign_domainkeys(kMail, true);
  EXPECT_EQ(verify(text, "ana").result, ResultWord::kPass);
  EXPECT_EQ(verify(text, "a*a").result, ResultWord::kPass);
  EXPECT_EQ(verify(text, "luc").reason, "key-granularity");
  EXPECT_EQ(verify(text, "an*na").reason, "key-granularity");
}

TEST(DomainKeys, FaultyFieldsAreNamed) {
  const std::string text = sign_domainkeys(kMail, false);
  EXPECT_EQ(verify(replaced(text, "c=simple", "c=relaxed")).reason, "canonicalization");
  EXPECT_EQ(verify(replaced(text, "q=dns", "q=foo")).reason, "query");
  EXPECT_EQ(verify(replaced(text, "a=rsa-sha1", "a=rsa-md5")).reason, "algorithm");
  EXPECT_EQ(verify(replaced(text, "s=s1;", "")).reason, "missing-tag");
}

}  // namespace
}  // namespace winnow::proof
