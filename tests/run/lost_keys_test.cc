#include "run/lost_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/lost_key_limits.h"

namespace winnow::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LostName name_of(std::size_t octets) {
  LostName name;
  name.octets = octets;
  return name;
}

TEST(Spend, TakesNamesInOrderWhileTheSecondsLast) {
  const LostName small = name_of(128), large = name_of(256);
  const std::uint64_t cost = proof::lost_key_milliseconds(128);
  const Spending two = spend({&small, &large, &small}, 2 * cost);
  EXPECT_THAT(two.tried, ElementsAre(0, 2));
  EXPECT_THAT(two.left, ElementsAre(1));
  EXPECT_EQ(two.milliseconds_left, 0U);
  EXPECT_THAT(spend({&small}, cost - 1).tried, IsEmpty());
  EXPECT_THAT(spend({}, cost).left, IsEmpty());
}

record::Item signed_item(const std::string& value, record::ResultWord result = record::NOKEY, const std::string& selector = "s1",
                         const std::string& mechanism = "dkim") {
  record::Item item;
  record::Signature& signature = *item.add_signatures();
  signature.set_mechanism(mechanism);
  signature.set_domain("lost.example");
  signature.set_selector(selector);
  signature.set_result(result);
  signature.set_value(value);
  signature.set_signed_digest(std::string(32, 'd'));
  return item;
}

TEST(LostKeys, CountsTheNamesOfWhichTwoDifferentValuesAreThere) {
  LostKeys lost;
  EXPECT_EQ(lost.survey(), "0 0 0 0 0");
  lost.learn(signed_item(std::string(128, 'a')));
  lost.learn(signed_item(std::string(128, 'a')));   // a copy
  EXPECT_EQ(lost.survey(), "0 0 0 0 0");
  lost.learn(signed_item(std::string(128, 'b')));
  EXPECT_EQ(lost.survey(), "1 0 0 1 21");
}

TEST(LostKeys, LeavesOutWhatHasAKeyOrNoNameOrNoUse) {
  LostKeys lost;
  for (const char octet : {'a', 'b', 'c'}) {
    lost.learn(signed_item(std::string(128, octet), record::RESULT_PASS));
    lost.learn(signed_item(std::string(128, octet), record::NOKEY, "with\ttab"));
    lost.learn(signed_item(std::string(128, octet), record::NOKEY, ""));
    lost.learn(signed_item(std::string(128, octet), record::NOKEY, "s1", "xgoogle"));
    lost.learn(signed_item(std::string(32, octet), record::NOKEY, "small"));
    lost.learn(signed_item(std::string(512, octet), record::NOKEY, "large"));
    lost.learn(signed_item("", record::NOKEY, "none"));
  }
  EXPECT_EQ(lost.survey(), "0 0 0 0 0");
}

TEST(LostKeys, BoundsTheNamesThatItKeeps) {
  LostKeys lost;
  for (std::size_t i = 0; i < limits::kLostKeyNames + 10; ++i)
    for (const char octet : {'a', 'b'}) lost.learn(signed_item(std::string(128, octet), record::NOKEY, "s" + std::to_string(i)));
  const std::string count = std::to_string(limits::kLostKeyNames);
  EXPECT_EQ(lost.survey().substr(0, count.size() + 5), count + " 0 0 ");
}

}  // namespace
}  // namespace winnow::run
