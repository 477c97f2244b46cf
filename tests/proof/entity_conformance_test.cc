// Every row of the conformance suite that is of S/MIME or OpenPGP.
#include <gtest/gtest.h>

#include "conformance_keys.h"
#include "proof/openpgp_keys.h"
#include "proof/rnp_verifier.h"
#include "support/fixed_keys.h"

namespace winnow::proof {
namespace {

// `area` of the suite, and our name for the suite's mechanism. The rows name the files of keys that belong to them.
void expect_rows(std::string_view area, std::string_view mechanism) {
  const support::FixedKeys none({});
  int seen = 0;
  each_json_line(read_file(shared("conformance/mail/cases.jsonl")), [&](simdjson::dom::object row) {
    if (text_of(row, "area") != area) return;
    const std::string text = read_file(shared("conformance/mail/" + text_of(row, "file")));
    OpenPgpKeys keys;
    simdjson::dom::array files;
    if (row["certs"].get(files) == simdjson::SUCCESS && area == "pgp")
      for (const std::string_view file : files) keys.add(read_file(shared("conformance/mail/" + std::string(file))));
    Trust trust(none);
    trust.openpgp = &keys;
    const auto rows = verify_signatures(mail::parse(as_bytes(text)), trust);
    simdjson::dom::array expected;
    ASSERT_EQ(row["expect"].get(expected), simdjson::SUCCESS);
    std::size_t at = 0;
    for (const simdjson::dom::element element : expected) {
      const simdjson::dom::object expect = element;
      ASSERT_LT(at, rows.size()) << text_of(row, "id");
      EXPECT_EQ(text_of(expect, "mechanism"), area);
      EXPECT_EQ(rows[at].mechanism, mechanism);
      EXPECT_EQ(word(rows[at].result), text_of(expect, "result")) << text_of(row, "id");
      ++at;
      ++seen;
    }
    EXPECT_EQ(at, rows.size()) << text_of(row, "id");
  });
  EXPECT_GT(seen, 0);
}

TEST(EntityConformance, EveryRowOfSmimeGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  expect_rows("smime", kSmime);
}

TEST(EntityConformance, EveryRowOfOpenPgpGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  ASSERT_TRUE(load_rnp());
  expect_rows("pgp", kOpenPgp);
}

}  // namespace
}  // namespace winnow::proof
