#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "proof/signature.h"
#include "signer.h"
#include "split_message.h"

namespace winnow::proof {
namespace {

using testing::ElementsAre;

const std::string kMail =
    "Received: from a by b\r\n"
    "From: Ana <ana@sender.example>\r\n"
    "To: Bo <bo@other.example>\r\n"
    "Subject: The  plan\r\n\tfor Monday\r\n"
    "Date: Mon, 3 Apr 2017 09:00:00 +0200\r\n"
    "\r\n"
    "Hello  Bo, \r\n\r\nthe plan \t stands.\r\n\r\n\r\n";

std::string with_line_feeds(std::string text) {
  std::erase(text, '\r');
  return text;
}

std::vector<Signature> verify(const std::string& text, std::vector<Key> keys) {
  // Views of the signature do not reach into the message or the keys, except `key`, which these tests do not follow.
  const auto set = make_key_set(std::move(keys), false, std::nullopt);
  const mail::Message message = split_message(text);
  std::vector<Signature> out = verify_dkim(message, *set);
  for (Signature& signature : out) signature.key = nullptr;
  return out;
}

Signature verify_one(const std::string& text, Key key) {
  auto all = verify(text, {std::move(key)});
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? Signature{} : all.front();
}

// RFC 8463 appendix A.3, with the key of its appendix A.2.
TEST(Dkim, TheEd25519ExampleOfTheStandardPasses) {
  const std::string text =
      "DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;\r\n"
      " d=football.example.com; i=@football.example.com;\r\n"
      " q=dns/txt; s=brisbane; t=1528637909; h=from : to :\r\n"
      " subject : date : message-id : from : subject : date;\r\n"
      " bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;\r\n"
      " b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus\r\n"
      " Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==\r\n"
      "From: Joe SixPack <joe@football.example.com>\r\n"
      "To: Suzie Q <suzie@shopping.example.net>\r\n"
      "Subject: Is dinner ready?\r\n"
      "Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)\r\n"
      "Message-ID: <20030712040037.46341.5F8J@football.example.com>\r\n"
      "\r\n"
      "Hi.\r\n\r\nWe lost the game.  Are you hungry yet?\r\n\r\nJoe.\r\n";
  Key key;
  key.domain = "football.example.com";
  key.selector = "brisbane";
  key.record = "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
  const Signature got = verify_one(text, key);
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_EQ(got.signed_at, 1528637909);
  EXPECT_EQ(got.bits, 256u);
  EXPECT_THAT(got.signed_fields, ElementsAre(1, 2, 3, 4, 5, -1, -1, -1));
}

TEST(Dkim, RoundTripsThroughEveryAlgorithmAndCanonicalizationInBothLineEnds) {
  const Signer ed25519 = Signer::ed25519();
  for (const std::string algorithm : {"rsa-sha256", "rsa-sha1", "ed25519-sha256"}) {
    const Signer& signer = algorithm == "ed25519-sha256" ? ed25519 : shared_rsa_signer();
    for (const std::string how : {"simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed"}) {
      for (const std::optional<std::uint64_t> length : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(7)}) {
        for (const bool crlf : {true, false}) {
          SignOptions options;
          options.algorithm = algorithm;
          options.canonicalization = how;
          options.body_length = length;
          const std::string text = signer.sign(crlf ? kMail : with_line_feeds(kMail), options);
          const Signature got = verify_one(text, signer.key());
          EXPECT_EQ(got.result, ResultWord::kPass) << algorithm << how << crlf << got.reason;
          EXPECT_EQ(got.body_uncovered > 0, length.has_value());
          // A store that turned the line ends loses nothing.
          EXPECT_EQ(verify_one(with_line_feeds(text), signer.key()).result, ResultWord::kPass) << algorithm << how;
        }
      }
    }
  }
}

TEST(Dkim, AFlippedOctetBreaksTheHalfItBelongsToAndOnlyThat) {
  SignOptions options;
  options.canonicalization = "simple/simple";
  const std::string text = shared_rsa_signer().sign(kMail, options);
  const std::size_t body = text.find("\r\n\r\n") + 4, from = text.find("From:"), own_end = text.find("Received:");
  const std::size_t body_end = text.find("stands.") + 7;
  for (std::size_t at = from; at < body_end; ++at) {
    if (text[at] == '\r' || text[at] == '\n' || text[at] == ':' || (at + 4 > body && at < body)) continue;
    std::string changed = text;
    changed[at] = changed[at] == 'x' ? 'y' : 'x';
    const Signature got = verify_one(changed, shared_rsa_signer().key());
    EXPECT_EQ(got.header, at < body ? Half::kFail : Half::kPass) << at;
    EXPECT_EQ(got.body, at < body ? Half::kPass : Half::kFail) << at;
    EXPECT_EQ(got.result, ResultWord::kFail);
  }
  std::string changed = text;
  changed[text.find("Received:", own_end) + 12] = '!';   // not signed
  EXPECT_EQ(verify_one(changed, shared_rsa_signer().key()).result, ResultWord::kPass);
}

TEST(Dkim, FieldsAreTakenFromTheBottomAndNeverTwice) {
  SignOptions options;
  options.header_list = "from:subject:subject:to:date";
  const std::string text = shared_rsa_signer().sign("Subject: first\r\n" + kMail, options);
  const Signature got = verify_one(text, shared_rsa_signer().key());
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_THAT(got.signed_fields, ElementsAre(3, 5, 1, 4, 6));
}

TEST(Dkim, ASecondSubjectAboveTheSignedOneIsNotAmongTheSignedFields) {
  std::string text = shared_rsa_signer().sign(kMail);
  text.insert(text.find("Received:"), "Subject: Send money\r\n");
  const Signature got = verify_one(text, shared_rsa_signer().key());
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_THAT(got.signed_fields, testing::Not(testing::Contains(1)));
}

TEST(Dkim, OversigningMakesAnAddedFieldBreakTheHeader) {
  SignOptions options;
  options.header_list = "from:from:to:subject:date";
  std::string text = shared_rsa_signer().sign(kMail, options);
  EXPECT_EQ(verify_one(text, shared_rsa_signer().key()).result, ResultWord::kPass);
  text.insert(text.find("Received:"), "From: Eve <eve@sender.example>\r\n");
  EXPECT_EQ(verify_one(text, shared_rsa_signer().key()).header, Half::kFail);
}

TEST(Dkim, ASignatureNamedInTheListNeverMeansItself) {
  SignOptions options;
  const std::string once = shared_rsa_signer().sign(kMail, options);
  options.header_list = "from:dkim-signature:dkim-signature";
  const std::string twice = shared_rsa_signer().sign(once, options);
  const auto got = verify(twice, {shared_rsa_signer().key()});
  ASSERT_EQ(got.size(), 2u);
  EXPECT_EQ(got[0].result, ResultWord::kPass);
  EXPECT_THAT(got[0].signed_fields, ElementsAre(3, 1, -1));
  EXPECT_EQ(got[1].result, ResultWord::kPass);
}

TEST(Dkim, AnExpiredSignatureStillPassesAndSaysWhen) {
  SignOptions options;
  options.extra_tags = "t=1000; x=2000";
  const Signature got = verify_one(shared_rsa_signer().sign(kMail, options), shared_rsa_signer().key());
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_EQ(got.expires_at, 2000);
}

TEST(Dkim, ALimitLeavesTheTailUncoveredAndNamesItsRange) {
  SignOptions options;
  options.canonicalization = "simple/simple";
  options.body_length = 9;
  std::string text = shared_rsa_signer().sign(kMail, options);
  text += "Added by another hand.\r\n";
  const Signature got = verify_one(text, shared_rsa_signer().key());
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_EQ(got.reason, "body-limited");
  const std::string covered = text.substr(got.body_covered.begin, got.body_covered.size());
  EXPECT_EQ(covered, "Hello  Bo");
  EXPECT_GT(got.body_uncovered, 20u);
}

TEST(Dkim, ALimitBeyondTheBodyCoversAllOfIt) {
  SignOptions options;
  options.body_length = 100'000;
  const std::string text = shared_rsa_signer().sign(kMail, options);
  const Signature got = verify_one(text, shared_rsa_signer().key());
  EXPECT_EQ(got.body, Half::kPass);
  EXPECT_EQ(got.body_uncovered, 0u);
  EXPECT_EQ(got.body_covered.end, text.size());
}

TEST(Dkim, EveryCandidateKeyOfTheNameIsTried) {
  const Signer other = Signer::rsa(1024);
  const auto got = verify(shared_rsa_signer().sign(kMail), {other.key(), shared_rsa_signer().key()});
  EXPECT_EQ(got[0].result, ResultWord::kPass);
}

TEST(Dkim, WithoutAKeyTheBodyHalfIsKnownAllTheSame) {
  const auto got = verify(shared_rsa_signer().sign(kMail), {});
  EXPECT_EQ(got[0].result, ResultWord::kNoKey);
  EXPECT_EQ(got[0].body, Half::kPass);
  EXPECT_EQ(got[0].header, Half::kUnknown);
}

TEST(Dkim, WhatTheKeyRecordForbidsIsAnErrorBesideTheArithmetic) {
  struct Row { std::string record, reason; };
  const std::string p = "; p=" + shared_rsa_signer().key_value();
  const Row rows[] = {
      {"v=DKIM1; h=sha1" + p, "key-hash"},       {"v=DKIM1; s=tlsrpt" + p, "key-service"},
      {"v=DKIM2" + p, "key-version"},            {"v=DKIM1; p=", "key-revoked"},
      {"v=DKIM1; k=ed25519" + p, "key-syntax"},  {"v=DKIM1; k=rsa", "key-syntax"},
      {"v=DKIM1; k=gost" + p, "key-algorithm"},
  };
  for (const Row& row : rows) {
    Key key = shared_rsa_signer().key();
    key.record = row.record;
    const Signature got = verify_one(shared_rsa_signer().sign(kMail), key);
    EXPECT_EQ(got.result, ResultWord::kPermError) << row.record;
    EXPECT_EQ(got.reason, row.reason) << row.record;
    EXPECT_EQ(got.body, Half::kPass);
    EXPECT_NE(got.header, Half::kFail) << row.record;
  }
}

TEST(Dkim, TheStrictFlagBindsTheIdentityToTheDomainItself) {
  SignOptions options;
  options.extra_tags = "i=ana@mail.sender.example";
  const std::string text = shared_rsa_signer().sign(kMail, options);
  Key key = shared_rsa_signer().key();
  EXPECT_EQ(verify_one(text, key).result, ResultWord::kPass);
  key.record = "v=DKIM1; t=s:y; p=" + shared_rsa_signer().key_value();
  EXPECT_EQ(verify_one(text, key).reason, "key-identity");
}

TEST(Dkim, RecordsAsTheyAreFoundInTheWildStillGiveTheKey) {
  const std::string p = shared_rsa_signer().key_value();
  for (const std::string& record : {"p=" + p, "v=DKIM1\\; k=rsa\\; p=" + p, "\"k=rsa; p=" + p.substr(0, 90) + "\" \"" + p.substr(90) + "\"",
                                    "k=rsa; p=" + p.substr(0, 50) + " " + p.substr(50), "g=*; k=rsa; t=y; n=x; p=" + p + ";",
                                    "v=DKIM1; p=" + shared_rsa_signer().pkcs1_value()}) {
    Key key = shared_rsa_signer().key();
    key.record = record;
    EXPECT_EQ(verify_one(shared_rsa_signer().sign(kMail), key).result, ResultWord::kPass) << record;
  }
}

TEST(Dkim, WhatIsWrongInTheFieldIsNamedAndTheHalvesAreKnown) {
  struct Row { std::string extra, list, reason; };
  const Row rows[] = {
      {"i=ana@elsewhere.example", "from", "identity"}, {"q=dns/foo", "from", "query"},
      {"t=soon", "from", "time"},                       {"z=a; z=b", "from", "duplicate-tag"},
      {"", "to:subject", "from-unsigned"},              {"a b=c", "from", "syntax"},
      {"noequals", "from", "syntax"},
  };
  for (const Row& row : rows) {
    SignOptions options;
    options.extra_tags = row.extra;
    options.header_list = row.list;
    const Signature got = verify_one(shared_rsa_signer().sign(kMail, options), shared_rsa_signer().key());
    EXPECT_EQ(got.result, ResultWord::kPermError) << row.extra;
    EXPECT_EQ(got.reason, row.reason) << row.extra;
    EXPECT_EQ(got.header, Half::kPass) << row.extra;
    EXPECT_EQ(got.body, Half::kPass) << row.extra;
  }
}

TEST(Dkim, UnknownTagsAreIgnored) {
  SignOptions options;
  options.extra_tags = "r=y; xyz=1 2 3";
  EXPECT_EQ(verify_one(shared_rsa_signer().sign(kMail, options), shared_rsa_signer().key()).result, ResultWord::kPass);
}

TEST(Dkim, DomainsAreComparedAsALabels) {
  SignOptions options;
  options.domain = "b\xc3\xbc" "cher.example";
  Key key = shared_rsa_signer().key();
  key.domain = "xn--bcher-kva.example";
  const Signature got = verify_one(shared_rsa_signer().sign(kMail, options), key);
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_EQ(got.domain, "xn--bcher-kva.example");
}

TEST(Dkim, ALineFeedThatTravelledInsideACrlfMessageIsTriedBothWays) {
  std::string body = "one\ntwo\r\n";
  std::string text = kMail.substr(0, kMail.find("\r\n\r\n") + 4) + body;
  // The signer hashed the bare line feed as it stood: make the body hash of the octets themselves.
  SignOptions options;
  options.canonicalization = "relaxed/simple";
  const std::string placeholder = shared_rsa_signer().sign(text, options);
  EXPECT_EQ(verify_one(placeholder, shared_rsa_signer().key()).result, ResultWord::kPass);
  const std::string as_is = canonical_body_text(body, Canonicalization::kSimple, BareLineFeed::kKeep, std::nullopt);
  EXPECT_EQ(as_is, body);
  std::string changed = placeholder;
  const std::size_t at = changed.find("bh=") + 3;
  changed.replace(at, changed.find(';', at) - at, encode_base64(sha256(as_bytes(body))));
  const Signature got = verify_one(changed, shared_rsa_signer().key());
  EXPECT_EQ(got.body, Half::kPass);
  EXPECT_TRUE(got.line_feeds_kept);
}

TEST(Dkim, ASmallKeyVerifiesAndSaysItsSize) {
  const Signer small = Signer::rsa(512);
  const Signature got = verify_one(small.sign(kMail), small.key());
  EXPECT_EQ(got.result, ResultWord::kPass);
  EXPECT_EQ(got.bits, 512u);
}

TEST(Dkim, NoMoreSignaturesThanTheLimitAreVerified) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "DKIM-Signature: v=1\r\n";
  EXPECT_EQ(verify(text + kMail, {}).size(), 64u);
}

TEST(Dkim, TheCanonicalOctetsHashToWhatTheSignatureSays) {
  const std::string text = shared_rsa_signer().sign(with_line_feeds(kMail));
  const mail::Message message = split_message(text);
  const auto set = make_key_set({shared_rsa_signer().key()}, false, std::nullopt);
  const auto got = verify_dkim(message, *set);
  const std::string header = canonical_header(message, got[0]), body = canonical_body(message, got[0]);
  EXPECT_TRUE(header.starts_with("from:Ana <ana@sender.example>\r\nto:"));
  EXPECT_TRUE(header.ends_with("; b="));
  EXPECT_NE(text.find(encode_base64(sha256(as_bytes(body)))), std::string::npos);
  EXPECT_EQ(body, "Hello Bo,\r\n\r\nthe plan stands.\r\n");
}

}  // namespace
}  // namespace winnow::proof
