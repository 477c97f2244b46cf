// A signature that does not fit: whether the key made its value, and that this lifts nothing.
#include <gtest/gtest.h>

#include "check/check.h"
#include "check/judged.h"
#include "proof/base64.h"
#include "support/examined.h"
#include "support/signer.h"

namespace winnow::check {
namespace {

using support::Examined;

std::string mail(const std::string& subject) {
  return "From: Ana <ana@en-avant.example>\r\nTo: luc@press.example\r\nSubject: " + subject +
         "\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nHello.\r\n";
}
Examined examined(const std::string& raw) { return support::examine(raw, {support::key_of()}); }

std::string with_subject(std::string signed_mail, const std::string& subject) {
  const std::size_t at = signed_mail.find("Subject: ") + 9;
  return signed_mail.replace(at, signed_mail.find("\r\n", at) - at, subject);
}

// The value of the only b= of a signed mail, put in place of what stands there.
std::string with_value(std::string signed_mail, const std::string& value) {
  const std::size_t at = signed_mail.find("; b=") + 4;
  return signed_mail.replace(at, signed_mail.find("\r\n", at) - at, value);
}

TEST(Padding, OfAChangedMailSaysThatTheKeyMadeIt) {
  const Examined e = examined(with_subject(support::sign(mail("Tuesday")), "Weekday"));
  EXPECT_TRUE(e.has("dkim.padding", "body-holds")) << listed(e);
}

TEST(Padding, OfAMovedSignatureSaysTheSameAndLiftsNothing) {
  const std::string other = support::sign(mail("Another mail"));
  const std::string forged = other.substr(0, other.find("\r\n") + 2) + with_subject(mail("x"), "I resign") + "And more.\r\n";
  const Examined e = examined(forged);
  EXPECT_TRUE(e.has("dkim.padding", "made")) << listed(e);
  EXPECT_EQ(judged(e).verdict, record::UNPROVEN);
  for (const record::Finding& finding : e.item.findings()) EXPECT_NE(finding.direction(), record::FOR) << listed(e);
}

TEST(Padding, AnInventedValueHasNone) {
  std::string octets(128, '\0');
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<char>(7 * i + 1);
  const Examined e = examined(with_value(support::sign(mail("Tuesday")), support::base64(octets)));
  EXPECT_TRUE(e.has("dkim.padding", "other-key")) << listed(e);
}

TEST(Padding, AValueOfAnotherKeyHasNone) {
  static const support::SigningKey other;
  support::SignOptions options;
  options.key = &other;
  EXPECT_TRUE(examined(support::sign(mail("Tuesday"), options)).has("dkim.padding", "other-key"));
}

TEST(Padding, OfAnotherHashIsNone) {
  support::SignOptions options;
  options.sha1 = true;
  std::string moved = support::sign(mail("Tuesday"), options);
  moved.replace(moved.find("a=rsa-sha1"), 10, "a=rsa-sha256");
  EXPECT_TRUE(examined(moved).has("dkim.padding", "other-key"));
}

TEST(Padding, IsSilentWhereTheSignatureHoldsOrNoKeyIsKnown) {
  const std::string good = support::sign(mail("Tuesday"));
  EXPECT_TRUE(examined(good).of("dkim.padding").empty());
  EXPECT_TRUE(examined(good + "More.\r\n").of("dkim.padding").empty());
  EXPECT_TRUE(support::examine(with_subject(good, "Weekday"), {}).of("dkim.padding").empty());
}

TEST(Padding, UnderABurnedKeyIsNoEvidence) {
  proof::Key key = support::key_of();
  key.burned_from = 0;
  key.burned_reason = "published";
  const Examined e = support::examine(with_subject(support::sign(mail("Tuesday")), "Weekday"), {key});
  EXPECT_TRUE(e.of("dkim.padding").empty()) << listed(e);
}

// Two keys under one name: the one that made the value is named, though the other comes first.
TEST(Padding, FindsTheKeyThatMadeTheValue) {
  static const support::SigningKey other;
  support::SignOptions options;
  options.key = &other;
  const std::string changed = with_subject(support::sign(mail("Tuesday")), "Weekday");
  const Examined e = support::examine(changed, {support::key_of(options), support::key_of()});
  EXPECT_TRUE(e.has("dkim.padding", "body-holds")) << listed(e);
}

}  // namespace
}  // namespace winnow::check
