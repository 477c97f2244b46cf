// Ways to show another sender, subject, date or receiver above a signature that goes on holding, and signatures that hold
// without speaking for the shown sender.
#include "base/time.h"
#include "check/attack_mail.h"
#include "check/domain.h"
#include "proof/key.h"

namespace winnow::check {
namespace {

using namespace record;

Examined with_from(std::string_view from, const SignOptions& options = {}) {
  return examined(support::sign(replaced(plain(), "Ana Moreau <ana@en-avant.example>", from), options), options);
}

TEST(HeaderAttack, NamesThatSomeProgramsTakeForFrom) {
  const std::string honest = support::sign(plain());
  for (const char* added : {"From\xC2\xA0: Chief <chief@bank.example>\r\n", "From : Chief <chief@bank.example>\r\n", "From\t:Chief <chief@bank.example>\r\n",
                            "FROM: Chief <chief@bank.example>\r\n", "\tFrom: Chief <chief@bank.example>\r\n", "X-A: b\r\rFrom: Chief <chief@bank.example>\r\n",
                            "X-A: b\nFrom: Chief <chief@bank.example>\r\n", "\xEF\xBB\xBF" "From: Chief <chief@bank.example>\r\n",
                            "X-A: b\r\n\x0B" "From: Chief <chief@bank.example>\r\n", "From\x7F: Chief <chief@bank.example>\r\n"}) {
    const Examined e = examined(added + honest);
    EXPECT_NE(judged(e).standings.of(AUTHOR), PROVED) << added << listed(e);
    expect_not_believed(e, added);
  }
}

TEST(HeaderAttack, SubjectDateAndReceiversThatOnlySomeProgramsSee) {
  const std::string honest = support::sign(plain());
  struct Case { const char* added; Aspect aspect; };
  for (const Case& c : {Case{"X-A: b\rSubject: Pay\r\n", SUBJECT}, Case{"Subject\x01: Pay\r\n", SUBJECT}, Case{"X-A: b\rDate: Fri, 5 May 2017 10:00:00 +0200\r\n", DATE},
                        Case{"X-A: b\rCc: press@press.example\r\n", RECIPIENTS}, Case{"Cc\xC2\xA0: press@press.example\r\n", RECIPIENTS}}) {
    const Examined e = examined(c.added + honest);
    EXPECT_NE(judged(e).standings.of(c.aspect), PROVED) << c.added << listed(e);
  }
}

TEST(HeaderAttack, FieldBehindTheLastOneThatIsRead) {
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "X: y\r\n";
  const std::string honest = support::sign(plain());
  const Examined e = examined(many + "From: Chief <chief@bank.example>\r\nSubject: Pay\r\n" + honest);
  expect_not_believed(e, "too many fields");
  EXPECT_NE(judged(e).standings.of(SUBJECT), PROVED) << listed(e);
}

TEST(HeaderAttack, AddedCopyReceivers) {
  const std::string cc = "Cc: press@press.example\r\n";
  const Examined unlisted = examined(cc + support::sign(plain()));
  EXPECT_EQ(judged(unlisted).standings.of(RECIPIENTS), OPEN) << listed(unlisted);
  EXPECT_EQ(judged(unlisted).verdict, AUTHENTIC);
  SignOptions options;
  options.header_fields.push_back("Cc");   // its absence is signed
  const Examined listed_absent = examined(cc + support::sign(plain(), options), options);
  expect_not_believed(listed_absent, "Cc signed as absent");
}

// Two To fields are a fault of many scripts and can both be true; a second, different Subject can not.
TEST(HeaderAttack, SecondReceiversAreNoProofOfAlteration) {
  for (const char* added : {"To: bank@bank.example\r\n", "MIME-Version: 1.0 (Apple Message framework v1085)\r\n", "Content-Transfer-Encoding: 8bit\r\n",
                            "Content-Type: text/html\r\n", "Date: Tue, 11 Apr 2017 07:12:44 GMT\r\n", "From: ana@en-avant.example\r\n"}) {
    const Examined e = examined(added + support::sign(plain()));
    const Verdict verdict = judged(e).verdict;
    EXPECT_TRUE(verdict == UNPROVEN || verdict == AUTHENTIC) << added << listed(e);
    EXPECT_NE(judged(e).standings.of(RECIPIENTS), REFUTED) << added;
  }
  EXPECT_EQ(judged(examined("To: bank@bank.example\r\n" + support::sign(plain()))).standings.of(RECIPIENTS), OPEN);
}

TEST(HeaderAttack, SubjectWhereNoneWasSigned) {
  const std::string without = replaced(plain(), "Subject: Tuesday\r\n", "");
  SignOptions silent;
  silent.header_fields = {"From", "To", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
  const Examined e = examined("Subject: I resign\r\n" + support::sign(without, silent), silent);
  EXPECT_EQ(judged(e).standings.of(SUBJECT), OPEN) << listed(e);
  const Examined absent = examined("Subject: I resign\r\n" + support::sign(without));   // h= lists it: signed as absent
  expect_not_believed(absent, "subject signed as absent");
  const Examined empty = examined("Subject:\r\n" + support::sign(plain()));
  EXPECT_NE(judged(empty).standings.of(SUBJECT), PROVED) << listed(empty);
}

TEST(HeaderAttack, SenderAndReplyToMoveNothing) {
  const Examined e = examined("Sender: chief@bank.example\r\nReply-To: thief@bank.example\r\nResent-From: chief@bank.example\r\n" + support::sign(plain()));
  EXPECT_EQ(judged(e).verdict, AUTHENTIC) << listed(e);
  EXPECT_EQ(judged(examined("Sender: ana@en-avant.example\r\n" + support::sign(replaced(plain(), "Ana Moreau <ana@en-avant.example>", "chief@bank.example")))).standings.of(AUTHOR), OPEN);
}

TEST(HeaderAttack, RepeatedNamesInTheList) {
  SignOptions options;
  options.header_fields = {"From", "From", "To", "To", "Subject", "Subject", "Date", "Date", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
  const std::string honest = support::sign(plain(), options);
  EXPECT_EQ(judged(examined(honest, options)).verdict, AUTHENTIC);
  for (const char* added : {"From: chief@bank.example\r\n", "Subject: Pay\r\n", "Date: Fri, 5 May 2017 10:00:00 +0200\r\n", "To: bank@bank.example\r\n"})
    for (const bool above : {true, false})
      expect_not_believed(examined(above ? added + honest : replaced(honest, "MIME-Version", std::string(added) + "MIME-Version"), options), added);
}

// ---- the sender that is read ----

TEST(HeaderAttack, AddressesInDisguiseInTheName) {
  for (const char* from : {"\"boss@bank\xE3\x80\x82" "example\" <ana@en-avant.example>", "boss@bank\xEF\xBC\x8E" "example <ana@en-avant.example>",
                           "=?utf-8?b?Ym9zc0BiYW5rLmV4YW1wbGU=?= <ana@en-avant.example>", "\"boss\\@bank.example\" <ana@en-avant.example>",
                           "=?utf-8?q?boss=40bank?= =?utf-8?q?=2Eexample?= <ana@en-avant.example>", "ana@en-avant.example <boss@bank.example>",
                           "\"Boss <boss@bank.example>\" <ana@en-avant.example>", "<ana@en-avant.example> <boss@bank.example>", "ana@en-avant.example;boss@bank.example",
                           "Boss <boss@bank.example>, Ana <ana@en-avant.example>", "ana@en-avant.example\x01 boss@bank.example", "ana(boss@bank.example)@en-avant.example",
                           "boss@bank.example@en-avant.example", "\"boss@bank.example\x0A\"@en-avant.example", "", "undisclosed:;", "Ana"}) {
    const Examined e = with_from(from);
    EXPECT_NE(judged(e).standings.of(AUTHOR), PROVED) << from << listed(e);
    expect_not_believed(e, from);
  }
}

TEST(HeaderAttack, HonestSendersOfOddShapeAreProved) {
  for (const char* from : {"ANA@EN-AVANT.EXAMPLE", "ana@mail.en-avant.example", "\"Moreau, Ana\" <ana@en-avant.example>", "=?utf-8?q?Ana_Mor=C3=A9?= <ana@en-avant.example>",
                           "\"ana@en-avant.example\" <ana@en-avant.example>", "ana@en-avant.example (Ana Moreau)", "Ana Moreau\r\n <ana@en-avant.example>", "o'neil@en-avant.example"})
    EXPECT_EQ(judged(with_from(from)).standings.of(AUTHOR), PROVED) << from << listed(with_from(from));
}

// ---- who signs for whom ----

TEST(HeaderAttack, SuffixesAlignWithNobody) {
  for (const auto& [signer, sender] : {std::pair{"com", "en-avant.com"}, std::pair{"co.uk", "paper.co.uk"}, std::pair{"github.io", "ana.github.io"},
                                       std::pair{"blogspot.com", "ana.blogspot.com"}, std::pair{"ana.github.io", "luc.github.io"}, std::pair{"fr", "gouv.fr"},
                                       std::pair{"gouv.fr", "elysee.gouv.fr"}, std::pair{"github.io", "github.io"}, std::pair{"", "en-avant.com"}, std::pair{".com", "en-avant.com"},
                                       std::pair{"en-avant.com", ""}, std::pair{"avant.com", "en-avant.com"}, std::pair{"en-avant.com", "xen-avant.com"},
                                       std::pair{"en-avant.com.evil.org", "en-avant.com"}, std::pair{"xn--n-avant-6xf.com", "en-avant.com"}})
    EXPECT_EQ(alignment(signer, sender), Alignment::kNone) << signer << ' ' << sender;
}

// DMARC calls a subdomain of the sender's organization aligned; it may be let to others, so it supports and does not prove.
TEST(HeaderAttack, OnlyTheDomainItselfOrAParentProves) {
  EXPECT_EQ(alignment("en-avant.com", "en-avant.com"), Alignment::kCovers);
  EXPECT_EQ(alignment("en-avant.com", "mail.en-avant.com"), Alignment::kCovers);
  EXPECT_EQ(alignment("mail.en-avant.com", "en-avant.com"), Alignment::kRelated);
  EXPECT_EQ(alignment("a.en-avant.com", "b.en-avant.com"), Alignment::kRelated);
}

TEST(HeaderAttack, IdentityWithinTheDomainSaysNothingOfTheSender) {
  SignOptions options;
  options.extra_tags = " i=luc@en-avant.example;";
  EXPECT_EQ(judged(examined(support::sign(plain(), options), options)).standings.of(AUTHOR), PROVED);
  options.extra_tags = " i=ana@bank.example;";   // outside of d=: no signature (RFC 6376 section 3.5)
  expect_not_believed(examined(support::sign(plain(), options), options), "foreign identity");
}

TEST(HeaderAttack, StrictKeyRefusesSubdomains) {
  SignOptions options;
  options.extra_tags = " i=ana@tenant.en-avant.example;";
  proof::Key key = support::key_of(options);
  key.record = "v=DKIM1; t=s; " + key.record.substr(key.record.find("k="));
  expect_not_believed(support::examine(support::sign(plain(), options), {key}), "t=s");
}

// ---- keys ----

TEST(HeaderAttack, TwoSingleSourcesOfOneKeyStaySingle) {
  proof::Key first = support::key_of({}, proof::KeyClass::kK2, false), second = first;
  second.source = "another name of the same hand";
  const Examined e = support::examine(support::sign(plain()), {first, second});
  EXPECT_EQ(judged(e).verdict, CORROBORATED) << listed(e);
}

TEST(HeaderAttack, SameKeyFromAWeakAndAStrongSourceCountsAsTheStrong) {
  proof::Key weak = support::key_of({}, proof::KeyClass::kK2, false), strong = support::key_of({}, proof::KeyClass::kK1, false);
  strong.channel = proof::KeyChannel::kRepository;
  for (const bool strong_first : {true, false}) {
    const auto set = proof::make_key_set(strong_first ? std::vector{strong, weak} : std::vector{weak, strong}, false, std::nullopt);
    ASSERT_EQ(set->find("en-avant.example", "s1").size(), 2U);
    EXPECT_EQ(set->find("en-avant.example", "s1").front()->key_class, proof::KeyClass::kK1);
  }
}

// With the exponent 1 every padded hash is its own signature.
TEST(HeaderAttack, KeyWithTheExponentOneVerifiesNothing) {
  std::string der = "\x30\x81\x87\x02\x81\x81" + std::string(1, '\0') + std::string(128, '\xC7') + "\x02\x01\x01";
  proof::Key key = support::key_of();
  key.record = "v=DKIM1; k=rsa; p=" + support::base64(der);
  std::string mail = support::sign(plain());
  const std::size_t at = mail.find("; b=") + 4;
  const std::string field = mail.substr(0, at), info("\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20", 19);
  std::string hashed;
  for (const char* line : {"from:Ana Moreau <ana@en-avant.example>", "to:Luc <luc@press.example>", "subject:Tuesday", "date:Tue, 11 Apr 2017 09:12:44 +0200", "mime-version:1.0",
                           "content-type:text/plain; charset=us-ascii", "content-transfer-encoding:7bit"})
    hashed += std::string(line) + "\r\n";
  hashed += "dkim-signature:" + field.substr(field.find("v=1"));
  const std::string value = std::string("\0\1", 2) + std::string(128 - 3 - info.size() - 32, '\xFF') + std::string(1, '\0') + info + support::digest(EVP_sha256(), hashed);
  mail = field + support::base64(value) + mail.substr(mail.find("\r\n", at));
  expect_not_believed(support::examine(mail, {key}), "exponent 1");
}

}  // namespace
}  // namespace winnow::check
