#include "run/copies_plan.h"

#include <gmock/gmock.h>

#include "base/visit_limits.h"

namespace winnow::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A copy of the message `id`, in some form.
struct Copy {
  std::string_view message_id = "1@a.example";
  char content = 'a';
  record::SignatureState header = record::UNKNOWN;       // of its signature; UNKNOWN: it carries none
  record::SignatureState body = record::PASS;
  bool has_key = true;
  bool embedded = false;
};

class Plan {
 public:
  void learn(const Copy& copy) {
    record::Item item;
    item.set_kind(record::KIND_MESSAGE);
    item.set_message_id(std::string(copy.message_id));
    item.set_sha256(std::string(32, copy.content));
    if (copy.embedded) item.set_suffix(":2");
    relate::Entry entry{++id_, &item, {}, record::UNPROVEN, "box", 0};
    if (copy.header != record::UNKNOWN) {
      record::Signature& row = *item.add_signatures();
      row.set_mechanism("dkim");
      row.set_value_digest("12345678");
      row.set_header(copy.header);
      row.set_body(copy.body);
      if (copy.has_key) row.set_key_p("AAAA");
      const bool passes = copy.header == record::PASS && copy.body == record::PASS;
      row.set_result(passes ? record::RESULT_PASS : copy.has_key ? record::RESULT_FAIL : record::NOKEY);
      if (passes) entry.standings.of(record::AUTHOR) = entry.standings.of(record::CONTENT) = record::PROVED;
    }
    plan_.learn(entry);
  }
  std::vector<Call> calls() { return plan_.conclude(); }
  CopiesPlan plan_;

 private:
  relate::ItemId id_ = 0;
};

TEST(CopiesPlan, ASentCopyIsVisitedAgainWithTheSignedOne) {
  Plan plan;
  plan.learn({.content = 's'});
  plan.learn({.content = 'i', .header = record::PASS});
  const auto calls = plan.calls();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].id, 1);
  EXPECT_THAT(calls[0].lenders, ElementsAre(2));
}

TEST(CopiesPlan, NobodyIsVisitedAgainWhereNothingCanBeLent) {
  Plan plan;
  plan.learn({.message_id = "1@a.example"});                                   // no copy
  plan.learn({.message_id = "2@a.example", .header = record::PASS});           // both proved
  plan.learn({.message_id = "2@a.example", .content = 'b', .header = record::PASS});
  plan.learn({.message_id = "3@a.example"});                                   // no signature at all
  plan.learn({.message_id = "3@a.example", .content = 'b'});
  plan.learn({.message_id = "4@a.example", .header = record::FAIL, .has_key = false});   // no key
  plan.learn({.message_id = "4@a.example", .content = 'b'});
  plan.learn({.message_id = "5@a.example", .header = record::FAIL});           // the same bytes
  plan.learn({.message_id = "5@a.example", .header = record::FAIL});
  plan.learn({.message_id = ""});
  plan.learn({.message_id = "", .content = 'b', .header = record::FAIL});
  EXPECT_THAT(plan.calls(), IsEmpty());
}

TEST(CopiesPlan, TheCopyThatASignatureHoldsInLendsFirst) {
  Plan plan;
  plan.learn({.content = 'a', .header = record::FAIL});
  plan.learn({.content = 'b'});
  plan.learn({.content = 'c', .header = record::PASS});
  const auto calls = plan.calls();
  ASSERT_EQ(calls.size(), 2u);
  EXPECT_THAT(calls[0].lenders, ElementsAre(3, 2));
  EXPECT_THAT(calls[1].lenders, ElementsAre(3, 1));
}

TEST(CopiesPlan, AnEmbeddedCopyLendsAndIsNotVisited) {
  Plan plan;
  plan.learn({.content = 'a'});
  plan.learn({.content = 'b', .header = record::FAIL, .embedded = true});
  const auto calls = plan.calls();
  ASSERT_EQ(calls.size(), 1u);
  EXPECT_EQ(calls[0].id, 1);
}

TEST(CopiesPlan, OneMessageIdOnManyMessagesIsBounded) {
  Plan plan;
  for (int i = 0; i < 20'000; ++i) plan.learn({.content = static_cast<char>(i), .header = i % 2 == 0 ? record::FAIL : record::UNKNOWN});
  const auto calls = plan.calls();
  EXPECT_EQ(calls.size(), limits::kCopiesOfMessage);
  for (const Call& call : calls) EXPECT_LE(call.lenders.size(), limits::kLenders);
  EXPECT_EQ(plan.plan_.left_out(), 20'000 - limits::kCopiesOfMessage);
}

}  // namespace
}  // namespace winnow::run
