// Every row of the conformance suite that is of S/MIME.
#include <gtest/gtest.h>

#include "conformance_keys.h"
#include "support/fixed_keys.h"

namespace winnow::proof {
namespace {

TEST(SmimeConformance, EveryRowGivesTheExpectedResult) {
  WINNOW_NEEDS_SHARED("conformance/mail/cases.jsonl");
  const support::FixedKeys none({});
  int seen = 0;
  each_json_line(read_file(shared("conformance/mail/cases.jsonl")), [&](simdjson::dom::object row) {
    if (text_of(row, "area") != "smime") return;
    const std::string text = read_file(shared("conformance/mail/" + text_of(row, "file")));
    const auto rows = verify_signatures(mail::parse(as_bytes(text)), none);
    simdjson::dom::array expected;
    ASSERT_EQ(row["expect"].get(expected), simdjson::SUCCESS);
    std::size_t at = 0;
    for (const simdjson::dom::element element : expected) {
      const simdjson::dom::object expect = element;
      ASSERT_LT(at, rows.size()) << text_of(row, "id");
      EXPECT_EQ(rows[at].mechanism, text_of(expect, "mechanism"));
      EXPECT_EQ(word(rows[at].result), text_of(expect, "result")) << text_of(row, "id");
      ++at;
      ++seen;
    }
    EXPECT_EQ(at, rows.size()) << text_of(row, "id");
  });
  EXPECT_GT(seen, 0);
}

}  // namespace
}  // namespace winnow::proof
