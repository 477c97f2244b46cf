// Every DKIM row of the conformance suite (areas dkim and attack) against its expected word, body hash and header half.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "conformance_keys.h"

namespace winnow::proof {
namespace {

// Classes of differences that docs/conformance.md argues.
constexpr std::string_view kNoKey = "no key is supplied: the word is nokey";
constexpr std::string_view kMalformed = "a required tag is missing or malformed: permerror";
constexpr std::string_view kAlgorithm = "a= or the canonicalization is not known: permerror, halves unknown";
constexpr std::string_view kNoHash = "without bh= nothing is known of the body";
constexpr std::string_view kKeyUnusable = "the record holds no key of the kind that a= names";
constexpr std::string_view kKeyForbids = "the record forbids or withdraws the key: permerror";
constexpr std::string_view kKeySize = "16,384 bits are computed with; the source's bound is lower";
constexpr std::string_view kKeyText = "records are read as they are found in copies";
constexpr std::string_view kClock = "x= and t= are data, no clock is consulted";
constexpr std::string_view kDraft = "fields without v= are read as drafts wrote them";
constexpr std::string_view kSkipped = "the source tests a mode of its library";

// The differences, by "<case id>/<index>". One that no longer differs fails the test as an unlisted one does.
const std::map<std::string, std::string_view>& argued() {
  static const std::map<std::string, std::string_view> table = {
      {"maildkim-badkey4_ed25519/0", kNoKey},
      {"maildkim-badkey_1/0", kNoKey},
      {"jdkim-fail_illegalargumentexception/0", kNoKey},
      {"rspamd-dmarc-bad_dkim3/0", kNoKey},
      {"mailibex-invalid_dkim_dns/0", kNoKey},
      {"opendkim-t-test36/0", kNoKey},
      {"opendkim-t-test95/0", kNoKey},
      {"maildkim-good_ietf00_1/0", kMalformed},
      {"maildkim-good_ietf00_2/0", kMalformed},
      {"maildkim-good_ietf00_3/0", kMalformed},
      {"maildkim-good_ietf00_4/0", kMalformed},
      {"maildkim-good_ietf00_5/0", kMalformed},
      {"maildkim-multiple_1/2", kMalformed},
      {"exim-4506-2/0", kMalformed},
      {"opendkim-t-test105/0", kMalformed},
      {"opendkim-t-test106/0", kMalformed},
      {"opendkim-t-test121/0", kMalformed},
      {"opendkim-t-test76/0", kMalformed},
      {"opendkim-t-test114/0", kMalformed},
      {"opendkim-t-test114/1", kMalformed},
      {"opendkim-t-test114/2", kMalformed},
      {"opendkim-t-test114/3", kMalformed},
      {"opendkim-t-test114/4", kMalformed},
      {"opendkim-t-test114/9", kMalformed},
      {"opendkim-t-test114/10", kMalformed},
      {"opendkim-t-test114/13", kMalformed},
      {"opendkim-t-test114/14", kMalformed},
      {"opendkim-t-test114/16", kMalformed},
      {"opendkim-t-test114/17", kMalformed},
      {"opendkim-t-test114/18", kMalformed},
      {"exim-4503-1/0", kAlgorithm},
      {"exim-4504-1/0", kAlgorithm},
      {"opendkim-t-test114/15", kAlgorithm},
      {"maildkim-ignore_2/0", kAlgorithm},
      {"maildkim-ignore_3/0", kAlgorithm},
      {"opendkim-t-test114/11", kAlgorithm},
      {"opendkim-t-test114/19", kAlgorithm},
      {"opendkim-t-test114/20", kAlgorithm},
      {"opendkim-t-test61/0", kAlgorithm},
      {"opendkim-t-test62/0", kAlgorithm},
      {"maildkim-multiple_2/3", kNoHash},
      {"rspamd-dkim_many_sigs/0", kNoHash},
      {"rspamd-dkim_many_sigs/1", kNoHash},
      {"rspamd-dkim_many_sigs/2", kNoHash},
      {"rspamd-dkim_many_sigs/3", kNoHash},
      {"rspamd-dkim_many_sigs/4", kNoHash},
      {"rspamd-dkim_sigs_at_limit/0", kNoHash},
      {"rspamd-dkim_sigs_at_limit/1", kNoHash},
      {"rspamd-dkim_sigs_at_limit/2", kNoHash},
      {"rspamd-dkim_sigs_at_limit/3", kNoHash},
      {"maildkim-badkey_5/0", kKeyUnusable},
      {"dkimverifier-rfc8463-A-3-key_algo_mismatch/1", kKeyUnusable},
      {"rspamd-dkim_key_too_long/0", kKeyUnusable},
      {"exim-4506-5/0", kKeyForbids},
      {"opendkim-t-test115/1", kKeyForbids},
      {"opendkim-t-test115/2", kKeyForbids},
      {"opendkim-t-test115/3", kKeyForbids},
      {"opendkim-t-test115/4", kKeyForbids},
      {"opendkim-t-test115/5", kKeyForbids},
      {"opendkim-t-test115/6", kKeyForbids},
      {"opendkim-t-test115/7", kKeyForbids},
      {"rspamd-dkim_key_too_wide/0", kKeySize},
      {"exim-4502-4/0", kKeyText},
      {"maildkim-badkey_4/0", kKeyText},
      {"maildkim-ignore_7/0", kClock},
      {"opendkim-t-test103/0", kClock},
      {"opendkim-t-test104/0", kClock},
      {"dkimverifier-rfc6376-A-2-ill_formed-missing_v/0", kDraft},
      {"opendkim-t-test119/0", kSkipped},
  };
  return table;
}

void check_case(simdjson::dom::object row, std::set<std::string>& seen) {
  const std::string id = text_of(row, "id");
  const std::string text = read_file(shared("conformance/mail/" + text_of(row, "file")));
  const mail::Message message = mail::parse(as_bytes(text));
  const CaseKeys keys = keys_of(row);
  const std::vector<Signature> signatures = verify_dkim(message, keys);
  for (const auto element : row["expect"].get_array()) {
    const simdjson::dom::object expect = element;
    if (text_of(expect, "mechanism") == "any") {
      for (const Signature& got : signatures) EXPECT_NE(got.result, ResultWord::kPass) << id;
      continue;
    }
    if (text_of(expect, "mechanism") != "dkim") continue;
    const auto index = static_cast<std::size_t>(std::uint64_t(expect["index"]));
    ASSERT_LT(index, signatures.size()) << id;
    const std::string name = id + "/" + std::to_string(index);
    seen.insert(name);
    const std::string found = difference(expected_of(expect), signatures[index]);
    if (argued().contains(name)) EXPECT_NE(found, "") << name << " no longer differs: take it out of the table";
    else EXPECT_EQ(found, "") << name << " " << text_of(row, "notes");
  }
}

TEST(DkimConformance, EveryUndisputedCaseGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  std::set<std::string> seen;
  each_json_line(read_file(shared("conformance/mail/cases.jsonl")), [&](simdjson::dom::object row) {
    bool disputed = false;
    if (row["disputed"].get(disputed) == simdjson::SUCCESS && disputed) return;
    if (const std::string area = text_of(row, "area"); area == "dkim" || area == "attack") check_case(row, seen);
  });
  EXPECT_GT(seen.size(), 400u);
  for (const auto& [name, reason] : argued()) EXPECT_TRUE(seen.contains(name)) << name << " is not in the suite";
}

}  // namespace
}  // namespace winnow::proof
