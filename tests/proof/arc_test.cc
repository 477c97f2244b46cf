// Chains that are whole, broken, and built against the rules (RFC 8617).
#include <gtest/gtest.h>

#include "proof/signature.h"
#include "support/arc.h"
#include "support/fixed_keys.h"

namespace winnow::proof {
namespace {

using support::seal;
using support::seal_key;
using support::SealOptions;

const std::string kMail =
    "From: Ana <ana@en-avant.example>\r\nTo: Luc <luc@press.example>\r\nSubject: Tuesday\r\n"
    "Date: Tue, 11 Apr 2017 09:12:44 +0200\r\n\r\nThe meeting is on Tuesday.\r\n";

std::vector<Signature> verify(const std::string& text, std::vector<Key> keys) {
  const support::FixedKeys set(std::move(keys));
  const mail::Message message = mail::parse(as_bytes(text));
  std::vector<Signature> out = verify_signatures(message, set);
  for (Signature& signature : out) signature.key = nullptr;
  return out;
}
std::vector<Signature> verify(const std::string& text) { return verify(text, {seal_key()}); }

const Signature& row(const std::vector<Signature>& rows, std::string_view mechanism, std::uint32_t index = 0) {
  for (const Signature& one : rows)
    if (one.mechanism == mechanism && one.index == index) return one;
  ADD_FAILURE() << "no row " << mechanism << " " << index;
  return rows.front();
}
Signature chain(const std::string& text) { return row(verify(text), kArc); }

SealOptions second() {
  SealOptions options;
  options.instance = 2;
  return options;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

TEST(Arc, AChainOfTwoSetsHoldsAndNamesItsNewestSealer) {
  SealOptions list = second();
  list.domain = "list.example";
  const auto rows = verify(seal(seal(kMail), list), {seal_key(), seal_key(list)});
  const Signature& whole = row(rows, kArc);
  EXPECT_EQ(whole.result, ResultWord::kPass) << whole.reason;
  EXPECT_EQ(whole.domain, "list.example");
  EXPECT_EQ(whole.instance, 2u);
  EXPECT_EQ(whole.chain_validation, "pass");
  EXPECT_EQ(row(rows, kArcSeal, 0).instance, 2u);
  EXPECT_EQ(row(rows, kArcSeal, 1).chain_validation, "none");
  EXPECT_EQ(row(rows, kArcMessageSignature, 1).result, ResultWord::kPass);
}

TEST(Arc, AMailWithoutItsFieldsHasNoRows) { EXPECT_TRUE(verify(kMail).empty()); }

TEST(Arc, AChainSurvivesAChangeThatItsNewestSealerMade) {
  const std::string changed = seal(replaced(seal(kMail), "on Tuesday", "on Monday"), second());
  const auto rows = verify(changed);
  EXPECT_EQ(row(rows, kArc).result, ResultWord::kPass);
  EXPECT_EQ(row(rows, kArcMessageSignature, 0).result, ResultWord::kPass);
  EXPECT_EQ(row(rows, kArcMessageSignature, 1).body, Half::kFail);
}

TEST(Arc, AChangeAfterTheLastSealBreaksTheChainButNotTheSeals) {
  const auto rows = verify(replaced(seal(kMail), "The meeting", "No meeting"));
  EXPECT_EQ(row(rows, kArc).result, ResultWord::kFail);
  EXPECT_EQ(row(rows, kArc).reason, "arc-message-changed");
  EXPECT_EQ(row(rows, kArcSeal).result, ResultWord::kPass);
}

TEST(Arc, AReportThatWasChangedBreaksTheSeal) {
  const auto rows = verify(replaced(seal(kMail), "dkim=pass", "dkim=fail"));
  EXPECT_EQ(row(rows, kArc).reason, "arc-seal-broken");
  EXPECT_EQ(row(rows, kArcSeal).reason, "seal-differs");
  EXPECT_EQ(row(rows, kArcMessageSignature).result, ResultWord::kPass);
}

TEST(Arc, WithoutKeysNothingIsSaid) {
  const auto rows = verify(seal(kMail), {});
  EXPECT_EQ(row(rows, kArc).result, ResultWord::kNoKey);
  EXPECT_EQ(row(rows, kArcMessageSignature).body, Half::kPass);
}

TEST(Arc, BrokenStructureFailsTheChainWithoutAKey) {
  EXPECT_EQ(chain(replaced(seal(kMail), "ARC-Authentication-Results", "X-Results")).reason, "arc-incomplete");
  EXPECT_EQ(chain(seal(kMail, second())).reason, "arc-incomplete");
  EXPECT_EQ(chain(replaced(seal(kMail), "Results: i=1;", "Results: i=51;")).reason, "arc-instance");
  EXPECT_EQ(chain(replaced(seal(kMail), "Results: i=1;", "Results: mx; i=1;")).reason, "arc-instance");
  EXPECT_EQ(chain("ARC-Authentication-Results: i=1; other.example; none\r\n" + seal(kMail)).reason, "arc-doubled");
}

TEST(Arc, AFirstSealThatClaimsAChainBeforeItFails) {
  SealOptions first;
  first.chain_validation = "pass";
  EXPECT_EQ(chain(seal(kMail, first)).reason, "arc-validation");
}

TEST(Arc, ASealOverAFailedChainSignsItsOwnSetOnly) {
  SealOptions failed = second();
  failed.chain_validation = "fail";
  failed.own_set_only = true;
  const auto rows = verify(seal(seal(kMail), failed));
  EXPECT_EQ(row(rows, kArc).reason, "arc-failed-before");
  EXPECT_EQ(row(rows, kArcSeal, 0).result, ResultWord::kPass);
  EXPECT_EQ(row(rows, kArcSeal, 0).signed_fields.size(), 2u);
}

TEST(Arc, AFieldSplicedInFromAnotherMailDoesNotHold) {
  const std::string other = seal(replaced(kMail, "Tuesday", "Friday"));
  const std::string here = seal(kMail);
  // The other mail's report and seal over this mail's message signature.
  const std::string spliced = other.substr(0, other.find("ARC-Message-Signature")) + here.substr(here.find("ARC-Message-Signature"));
  EXPECT_EQ(chain(spliced).result, ResultWord::kFail);
}

TEST(Arc, MoreFieldsThanAnyMailHasEndInNoTime) {
  std::string text = kMail;
  for (int i = 0; i < 300; ++i) text = "ARC-Seal: i=" + std::to_string(i % 60) + "; a=rsa-sha256; cv=none; d=a; s=b; b=AAAA\r\n" + text;
  EXPECT_EQ(chain(text).result, ResultWord::kFail);
}

TEST(XGoogle, HoldsUnderTheNameThatItHadWhenItWasSigned) {
  support::SignOptions google;
  google.domain = "1e100.net";
  google.header_fields = {"From", "To", "Subject", "Date"};
  const std::string text = support::sign_xgoogle(kMail, google);
  const auto rows = verify(text, {support::key_of(google)});
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].mechanism, kXGoogle);
  EXPECT_EQ(rows[0].result, ResultWord::kPass) << rows[0].reason;
  EXPECT_EQ(verify(replaced(text, "Subject: Tuesday", "Subject: Friday"), {support::key_of(google)})[0].reason, "header-differs");
}

TEST(XGoogle, NeverCountsAsDkim) {
  support::SignOptions google;
  google.header_fields = {"From"};
  const std::string text = support::sign_xgoogle(kMail, google);
  const support::FixedKeys keys({support::key_of(google)});
  EXPECT_TRUE(verify_dkim(mail::parse(as_bytes(text)), keys).empty());
}

}  // namespace
}  // namespace winnow::proof
