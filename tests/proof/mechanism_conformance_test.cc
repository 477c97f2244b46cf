// Every row of the conformance suite that is of ARC, DomainKeys or X-Google-DKIM-Signature, in every area.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "conformance_keys.h"

namespace winnow::proof {
namespace {

// Classes of differences that docs/conformance.md argues.
using Table = std::map<std::string, std::string_view>;
constexpr std::string_view kFailedBefore = "a seal with cv=fail fails the chain";
constexpr std::string_view kNoKey = "no key is supplied: the word is nokey";
constexpr std::string_view kMalformed = "the field breaks the grammar of its standard: permerror";
constexpr std::string_view kAlgorithm = "a= is not known: permerror, header unknown";
constexpr std::string_view kStructure = "a set is doubled or lacks a field: nothing says what was sealed";
constexpr std::string_view kDefaultForm = "without c= both forms are simple";
constexpr std::string_view kEd25519 = "ed25519-sha256 is an algorithm of ARC as of DKIM";
constexpr std::string_view kListedOrder = "the fields in the order of h= fit";
constexpr std::string_view kMessageOrder = "the fields in the order of the message fit";
constexpr std::string_view kRenamed = "the field was signed under the name DKIM-Signature";

const Table& argued_of_arc() {
  static const Table table = {
      {"arcsuite-00-cv_fail_i1_as_cv_fail/arc/0", kFailedBefore},
      {"arcsuite-00-cv_fail_i2_as2_fail/arc/0", kFailedBefore},
      {"arcsuite-00-cv_fail_i2_as1_fail/arc/0", kFailedBefore},
      {"arcsuite-01-ams_struct_i_na/arc-ams/0", kMalformed},
      {"arcsuite-01-ams_struct_i_empty/arc-ams/0", kMalformed},
      {"arcsuite-01-ams_struct_i_invalid/arc-ams/0", kMalformed},
      {"arcsuite-01-ams_struct_dup/arc-seal/0", kStructure},
      {"arcsuite-02-ams_format_inv_tag_key/arc-ams/0", kMalformed},
      {"arcsuite-02-ams_format_tags_dup/arc-ams/0", kMalformed},
      {"arcsuite-02-ams_format_tags_wsp/arc-ams/0", kMalformed},
      {"arcsuite-02-ams_format_tags_sc/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_i_dup1/arc-seal/0", kStructure},
      {"arcsuite-03-ams_fields_i_dup2/arc-seal/0", kStructure},
      {"arcsuite-03-ams_fields_a_unknown/arc-ams/0", kAlgorithm},
      {"arcsuite-03-ams_fields_b_empty/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_bh_na/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_bh_empty/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_bh_base64/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_c_na/arc/0", kDefaultForm},
      {"arcsuite-03-ams_fields_c_empty/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_c_invalid/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_h_empty/arc/0", kMalformed},
      {"arcsuite-03-ams_fields_h_empty/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_h_includes_as/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_t_empty/arc-ams/0", kMalformed},
      {"arcsuite-03-ams_fields_t_invalid/arc-ams/0", kMalformed},
      {"arcsuite-04-as_struct_i_zero/arc-seal/0", kStructure},
      {"arcsuite-04-as_struct_dup/arc-seal/0", kStructure},
      {"arcsuite-04-as_struct_dup/arc-seal/1", kStructure},
      {"arcsuite-05-as_format_inv_tag_key/arc-seal/0", kMalformed},
      {"arcsuite-05-as_format_tags_dup/arc-seal/0", kMalformed},
      {"arcsuite-05-as_format_tags_wsp/arc-seal/0", kMalformed},
      {"arcsuite-05-as_format_tags_sc/arc-seal/0", kMalformed},
      {"arcsuite-06-as_fields_i_dup/arc-seal/0", kStructure},
      {"arcsuite-06-as_fields_i_dup/arc-seal/1", kStructure},
      {"arcsuite-06-as_fields_i_dup2/arc-seal/0", kStructure},
      {"arcsuite-06-as_fields_i_dup2/arc-seal/1", kStructure},
      {"arcsuite-06-as_fields_a_unknown/arc-seal/0", kAlgorithm},
      {"arcsuite-06-as_fields_b_empty/arc-seal/0", kMalformed},
      {"arcsuite-06-as_fields_b_base64/arc-seal/0", kMalformed},
      {"arcsuite-06-as_fields_cv_na/arc-seal/0", kMalformed},
      {"arcsuite-06-as_fields_cv_empty/arc-seal/0", kMalformed},
      {"arcsuite-06-as_fields_d_invalid/arc/0", kNoKey},
      {"arcsuite-06-as_fields_t_empty/arc-ams/0", kMalformed},
      {"arcsuite-06-as_fields_t_invalid/arc-seal/0", kMalformed},
      {"arcsuite-07-aar_struct_dup/arc-seal/0", kStructure},
      {"arcsuite-08-aar_i_not_prefixed/arc-seal/0", kStructure},
      {"arcsuite-09-public_key_na/arc/0", kNoKey},
      {"mailauth-rs-arc-002/arc/0", kEd25519},
  };
  return table;
}

const Table& argued_of_domainkeys() {
  static const Table table = {
      {"maildkim-dk_headers_1/domainkeys/0", kListedOrder},
      {"maildkim-dk_headers_2/domainkeys/0", kListedOrder},
      {"maildkim-dk_multiple_1/domainkeys/1", kListedOrder},
      {"jdkim-gamma_gmail.com/domainkeys/0", kMessageOrder},
  };
  return table;
}

const Table& argued_of_xgoogle() {
  static const Table table = {
      {"mailauth-js-arc-fail/xgoogle/0", kRenamed},  {"mailauth-js-arc-fail2/xgoogle/0", kRenamed},
      {"mailauth-js-arc-fail3/xgoogle/0", kRenamed}, {"mailauth-js-arc-pass/xgoogle/0", kRenamed},
      {"mailauth-js-arc-pass2/xgoogle/0", kRenamed}, {"mailauth-js-zproov/xgoogle/0", kRenamed},
  };
  return table;
}

const Signature* find(const std::vector<Signature>& rows, std::string_view mechanism, std::uint64_t index) {
  for (const Signature& row : rows)
    if (row.mechanism == mechanism && row.index == index) return &row;
  return nullptr;
}

bool is_disputed(simdjson::dom::object row) {
  bool disputed = false;
  return row["disputed"].get(disputed) == simdjson::SUCCESS && disputed;
}

// Holds all rows of `mechanisms` against the suite, but for the ones that `argued` names by "<id>/<mechanism>/<index>".
void check_rows(const std::set<std::string>& mechanisms, const Table& argued, std::size_t at_least) {
  std::set<std::string> seen;
  each_json_line(read_file(shared("conformance/mail/cases.jsonl")), [&](simdjson::dom::object row) {
    simdjson::dom::array expected;
    if (is_disputed(row) || row["expect"].get(expected) != simdjson::SUCCESS) return;
    std::vector<Signature> rows;
    std::string text;
    bool verified = false;
    for (const auto element : expected) {
      const simdjson::dom::object expect = element;
      const std::string mechanism = text_of(expect, "mechanism");
      if (!mechanisms.contains(mechanism)) continue;
      if (!std::exchange(verified, true)) {
        text = read_file(shared("conformance/mail/" + text_of(row, "file")));
        rows = verify_signatures(mail::parse(as_bytes(text)), keys_of(row));
      }
      std::uint64_t index = 0;
      if (expect["index"].get(index) != simdjson::SUCCESS) index = 0;
      const std::string name = text_of(row, "id") + "/" + mechanism + "/" + std::to_string(index);
      seen.insert(name);
      const Signature* const got = find(rows, mechanism, index);
      std::string found;
      if (got != nullptr) found = difference(expected_of(expect), *got);
      else if (text_of(expect, "result") != "none") found = " no such row";
      if (argued.contains(name)) EXPECT_NE(found, "") << name << " no longer differs: take it out of the table";
      else EXPECT_EQ(found, "") << name << " " << text_of(row, "notes");
    }
  });
  EXPECT_GE(seen.size(), at_least);
  for (const auto& [name, reason] : argued) EXPECT_TRUE(seen.contains(name)) << name << " is not in the suite";
}

TEST(ArcConformance, EveryUndisputedRowGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  check_rows({"arc", "arc-seal", "arc-ams"}, argued_of_arc(), 700);
}

TEST(DomainKeysConformance, EveryUndisputedRowGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  check_rows({"domainkeys"}, argued_of_domainkeys(), 20);
}

TEST(XGoogleConformance, EveryUndisputedRowGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  check_rows({"xgoogle"}, argued_of_xgoogle(), 20);
}

}  // namespace
}  // namespace winnow::proof
