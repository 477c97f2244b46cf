#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/time.h"
#include "proof/base64.h"
#include "proof/key.h"
#include "proof/key_record.h"
#include "signer.h"

namespace winnow::proof {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string& good_value() {
  static const Signer signer = Signer::rsa(2048);
  static const std::string value = signer.key_value();
  return value;
}

KeyFile read(const std::string& text, bool vouched = false) { return read_keys(text, "keys.txt", vouched, std::nullopt); }

std::vector<std::string> reasons(const KeyFile& file) {
  std::vector<std::string> out;
  for (const KeyFileNote& note : file.notes) out.push_back(std::to_string(note.line) + ":" + note.reason);
  return out;
}

TEST(KeyFile, ReadsJsonLinesWithAllTheirFields) {
  const KeyFile file = read("{\"domain\":\"Example.COM.\",\"selector\":\"S1\",\"p\":\"" + good_value() +
                            "\",\"channel\":\"repository\",\"seen_from\":\"2016-11-02\",\"seen_to\":\"2017\",\"source\":[\"a\",\"b\"]}\n");
  ASSERT_THAT(file.notes, IsEmpty());
  ASSERT_THAT(file.keys, SizeIs(1));
  const Key& key = file.keys[0];
  EXPECT_EQ(key.domain, "example.com");
  EXPECT_EQ(key.selector, "s1");
  EXPECT_EQ(key.record, "v=DKIM1; k=rsa; p=" + good_value());
  EXPECT_EQ(key.channel, KeyChannel::kRepository);
  EXPECT_EQ(key.seen_from, unix_seconds(2016, 11, 2));
  EXPECT_EQ(key.seen_to, unix_seconds(2018, 1, 1) - 1);
  EXPECT_EQ(key.source, "a; b");
  EXPECT_EQ(key.key_class, KeyClass::kK2);
}

TEST(KeyFile, ReadsZoneLinesInAllTheirForms) {
  const std::string half = good_value().substr(0, 200), rest = good_value().substr(200);
  const std::string text =
      "; a comment\n"
      "$ORIGIN example.net.\n"
      "s1._domainkey.example.com. 300 IN TXT \"v=DKIM1; k=rsa; p=" + half + "\" \"" + rest + "\" ; seen today\n"
      "s2._domainkey IN TXT ( \"v=DKIM1; \"\n\t\"p=" + half + "\"\n\t\"" + rest + "\" )\n"
      "s3._domainkey.example.com v=DKIM1; k=rsa; p=" + good_value() + "\n"
      "s4._domainkey.example.com\ttext = \"k=rsa\\; p=" + good_value() + "\"\n";
  const KeyFile file = read(text);
  EXPECT_THAT(reasons(file), IsEmpty());
  ASSERT_THAT(file.keys, SizeIs(4));
  for (const Key& key : file.keys) {
    const KeyRecord record = read_key_record(key.record);
    ASSERT_TRUE(record.key) << key.record;
    EXPECT_EQ(record.key->bits(), 2048u);
  }
  EXPECT_EQ(file.keys[1].domain, "example.net");
  EXPECT_EQ(file.keys[1].source, "keys.txt:4");
}

TEST(KeyFile, ReadsWhatOpendkimGenkeyWrites) {
  const KeyFile file = read("default._domainkey\tIN\tTXT\t( \"v=DKIM1; h=sha256; k=rsa; \"\n\t  \"p=" + good_value().substr(0, 250) +
                            "\"\n\t  \"" + good_value().substr(250) + "\" )  ; ----- DKIM key default for example.org\n");
  ASSERT_THAT(file.keys, SizeIs(1));
  EXPECT_EQ(file.keys[0].domain, "example.org");
  EXPECT_EQ(file.keys[0].selector, "default");
}

TEST(KeyFile, BadLinesAreNotedByNumberAndTheOthersKept) {
  const std::string good = "s._domainkey.a.example TXT \"p=" + good_value() + "\"\n";
  const KeyFile file = read("{\"domain\":\n" + good + "www.a.example. IN A 192.0.2.1\ns._domainkey TXT \"p=" + good_value() +
                            "\"\ns._domainkey.b.example TXT \"p=%%%\"\ns._domainkey.c.example TXT \"p=AAAA\n" +
                            "{\"selector\":\"s\",\"p\":\"" + good_value() + "\"}\n{\"domain\":\"d.example\",\"selector\":\"s\"}\n" +
                            "s._domainkey.e.example TXT \"v=DKIM1; k=gost; p=AAAA\"\n\xff\xfe junk\n" + good);
  EXPECT_THAT(file.keys, SizeIs(2));
  EXPECT_THAT(reasons(file), ElementsAre("1:bad-json", "3:no-key-name", "4:no-domain", "5:bad-key", "6:open-string", "7:no-domain",
                                         "8:no-record", "9:unknown-kind", "10:no-key-name"));
}

TEST(KeyFile, ARevokedRecordIsAKeyThatSaysSo) {
  const KeyFile file = read("s._domainkey.a.example TXT \"v=DKIM1; p=\"\n");
  ASSERT_THAT(file.keys, SizeIs(1));
  EXPECT_EQ(read_key_record(file.keys[0].record).fault, KeyFault::kRevoked);
}

TEST(KeyClasses, TheUserGivesK2AndVouchesForK1AndComputedKeysStayK3) {
  const std::string line = "{\"domain\":\"a.example\",\"selector\":\"s\",\"p\":\"" + good_value() + "\"";
  EXPECT_EQ(read(line + "}").keys[0].key_class, KeyClass::kK2);
  EXPECT_EQ(read(line + "}", true).keys[0].key_class, KeyClass::kK1);
  EXPECT_TRUE(read(line + "}", true).keys[0].vouched);
  EXPECT_EQ(read(line + ",\"channel\":\"computed\"}").keys[0].key_class, KeyClass::kK3);
  // What a keys file claims of itself raises nothing.
  EXPECT_EQ(read(line + ",\"channel\":\"dns\",\"origins\":9,\"seen_to\":\"2010\"}").keys[0].key_class, KeyClass::kK2);
}

const Key* shipped(const std::vector<Key>& keys, std::string_view domain, std::string_view selector) {
  for (const Key& key : keys)
    if (key.domain == domain && key.selector == selector) return &key;
  return nullptr;
}

TEST(KeyArchive, EveryShippedRowIsAKeyOfAClass) {
  const std::vector<Key> keys = shipped_keys(std::nullopt);
  EXPECT_GT(keys.size(), 120u);
  for (const Key& key : keys) {
    EXPECT_NE(read_key_record(key.record).fault, KeyFault::kSyntax) << key.domain << key.record;
    EXPECT_FALSE(key.source.empty());
    EXPECT_TRUE(key.channel != KeyChannel::kComputed || key.key_class == KeyClass::kK3);
    EXPECT_EQ(key.burned_from.has_value(), !key.burned_reason.empty());
  }
}

TEST(KeyArchive, ASingleDatedSourceCountsOnlyBeforeTheDayTheBytesWereFixed) {
  const auto undated = shipped_keys(std::nullopt), before = shipped_keys(unix_seconds(2016, 10, 15)),
             after = shipped_keys(unix_seconds(2017, 5, 5));
  EXPECT_EQ(shipped(undated, "hillaryclinton.com", "google")->key_class, KeyClass::kK2);
  EXPECT_EQ(shipped(before, "hillaryclinton.com", "google")->key_class, KeyClass::kK2);
  EXPECT_EQ(shipped(after, "hillaryclinton.com", "google")->key_class, KeyClass::kK1);
  EXPECT_EQ(shipped(undated, "gmail.com", "20120113")->key_class, KeyClass::kK1);
}

TEST(KeyBurn, SmallKeysBurnBySize) {
  struct Row { unsigned bits; std::optional<std::int64_t> burned_from; };
  for (const Row& row : {Row{512, 0}, Row{760, 0}, Row{768, unix_seconds(2010, 1, 1)}, Row{1016, unix_seconds(2010, 1, 1)},
                         Row{1024, std::nullopt}}) {
    const Signer signer = Signer::rsa(row.bits);
    const KeyFile file = read("{\"domain\":\"a.example\",\"selector\":\"s\",\"p\":\"" + signer.key_value() + "\"}", true);
    EXPECT_EQ(file.keys[0].burned_from, row.burned_from) << row.bits;
  }
}

TEST(KeyBurn, BytesFixedBeforeTheBurnKeepTheirProof) {
  const Signer signer = Signer::rsa(768);
  Key key = signer.key();
  const auto before = make_key_set({key}, false, unix_seconds(2009, 6, 1)), after = make_key_set({key}, false, unix_seconds(2017, 1, 1));
  EXPECT_FALSE(before->find("sender.example", "s1")[0]->burned_from);
  EXPECT_TRUE(after->find("sender.example", "s1")[0]->burned_from);
}

// The key of RFC 6376 appendix C, whose private half is printed there.
constexpr std::string_view kPrintedKey =
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItL"
    "a7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

TEST(KeyBurn, APublishedPrivateHalfBurnsTheKeyUnderAnyNameInAnyDressEvenVouchedFor) {
  const std::string der = *decode_base64(kPrintedKey);
  const std::string pkcs1 = encode_base64(std::string_view(der).substr(der.size() - 140));   // the RSAPublicKey inside
  for (const std::string& value : {std::string(kPrintedKey), pkcs1}) {
    const KeyFile file = read("{\"domain\":\"en-avant.example\",\"selector\":\"s\",\"p\":\"" + value + "\"}", true);
    ASSERT_THAT(file.keys, SizeIs(1)) << reasons(file).size();
    EXPECT_EQ(file.keys[0].burned_from, 0);
    EXPECT_EQ(file.keys[0].burned_reason, "private-published");
  }
}

TEST(KeySet, FindsEveryCandidateTheStrongestFirst) {
  Key given;
  given.domain = "gmail.com";
  given.selector = "20161025";
  given.record = "v=DKIM1; p=" + good_value();
  const auto set = make_key_set({given}, true, std::nullopt);
  const auto found = set->find("gmail.com", "20161025");
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_EQ(found[0]->key_class, KeyClass::kK1);
  EXPECT_EQ(found[1]->record, given.record);
  EXPECT_THAT(make_key_set({}, false, std::nullopt)->find("gmail.com", "20161025"), IsEmpty());
}

TEST(KeySet, ATenantOfASharedSenderFindsTheSharedKeyBySelector) {
  const auto set = make_key_set({}, true, std::nullopt);
  EXPECT_THAT(set->find("en-avant-example.20150623.gappssmtp.com", "20150623"), IsEmpty());
  const auto found = set->find_family("en-avant-example.20150623.gappssmtp.com", "20150623");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0]->selector, "20150623");
  EXPECT_THAT(set->find_family("evil-gappssmtp.com", "20150623"), IsEmpty());
  EXPECT_THAT(set->find_family("gappssmtp.com.evil.example", "20150623"), IsEmpty());
  EXPECT_FALSE(set->find_family("googlemail.com", "20161025").empty());
}

TEST(KeyRecord, ReadsFlags) {
  const KeyRecord record = read_key_record("v=DKIM1; g=ana; h=sha256; s=email; t=y:s; p=" + good_value());
  EXPECT_TRUE(record.testing);
  EXPECT_TRUE(record.strict_identity);
  EXPECT_TRUE(record.for_email);
  EXPECT_TRUE(record.allows(HashKind::kSha256));
  EXPECT_FALSE(record.allows(HashKind::kSha1));
  EXPECT_EQ(record.granularity, "ana");
}

TEST(PublicKey, DamagedEncodingsAreRefused) {
  const std::string der = *decode_base64(good_value());
  for (std::size_t cut = 0; cut < der.size(); ++cut) EXPECT_FALSE(read_public_key(der.substr(0, cut), KeyKind::kRsa)) << cut;
  EXPECT_FALSE(read_public_key(std::string(31, 'a'), KeyKind::kEd25519));
}

TEST(PublicKey, AnAbsurdModulusIsNotComputedWith) {
  PublicKeyValue value{KeyKind::kRsa, std::string(4096, '\x81'), std::string("\x01\x00\x01", 3)};
  EXPECT_FALSE(VerifyingKey::make(value));
  PublicKeyValue even{KeyKind::kRsa, std::string(128, '\x80'), std::string("\x01\x00\x01", 3)};
  auto key = VerifyingKey::make(even);
  EXPECT_FALSE(key && key->verify(HashKind::kSha256, std::string(32, 'x'), std::string(128, 'y')));
}

}  // namespace
}  // namespace winnow::proof
