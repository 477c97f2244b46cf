// What an answer says, whoever wrote it.
#include "dns/answer.h"

#include <gmock/gmock.h>

#include "base/limits.h"

namespace winnow::dns {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Answer read(const RawAnswer& raw) {
  Answer answer;
  read_answer(raw, answer);
  return answer;
}
// Strings behind their lengths.
std::string txt(const std::vector<std::string>& strings) {
  std::string out;
  for (const std::string& one : strings) out += static_cast<char>(one.size()) + one;
  return out;
}

TEST(DnsAnswer, StringsOfARecordAreJoinedAndRecordsSorted) {
  const std::string key = txt({"v=DKIM1; ", "", "p=AAAA"}), other = txt({"a"});
  const Answer answer = read({.data = {key, other}});
  EXPECT_EQ(answer.outcome, Outcome::kAnswer);
  EXPECT_THAT(answer.records, ElementsAre("a", "v=DKIM1; p=AAAA"));
}

TEST(DnsAnswer, AStringThatIsLongerThanItsRecordEndsWithIt) {
  EXPECT_THAT(read({.data = {std::string_view("\xff"
                                              "ab")}})
                  .records,
              ElementsAre("ab"));
  EXPECT_THAT(read({.data = {std::string_view("\x01"
                                              "a\x05"
                                              "b")}})
                  .records,
              ElementsAre("ab"));
  EXPECT_THAT(read({.data = {std::string_view()}}).records, ElementsAre(""));
}

TEST(DnsAnswer, NoMoreRecordsThanKeysThatAreTried) {
  const std::string one = txt({"a"});
  RawAnswer raw;
  raw.data.assign(10 * limits::kCandidateKeys, one);
  EXPECT_EQ(read(raw).records.size(), limits::kCandidateKeys);
}

TEST(DnsAnswer, WhatIsNotThereIsToldApart) {
  EXPECT_EQ(read({.rcode = 3}).outcome, Outcome::kNoName);
  EXPECT_EQ(read({.no_name = true}).outcome, Outcome::kNoName);
  EXPECT_EQ(read({.rcode = 0}).outcome, Outcome::kNoData);
  const Answer failed = read({.rcode = 2});
  EXPECT_EQ(failed.outcome, Outcome::kFailed);
  EXPECT_EQ(failed.validation, Validation::kUnknown);
  EXPECT_EQ(failed.detail, "RCODE 2");
}

TEST(DnsAnswer, ABogusAnswerIsNeverAnythingElse) {
  const std::string key = txt({"p=AAAA"});
  EXPECT_EQ(read({.secure = true, .bogus = true, .data = {key}}).validation, Validation::kBogus);
  const Answer failed = read({.rcode = 2, .bogus = true, .why_bogus = "signature\nexpired"});
  EXPECT_EQ(failed.validation, Validation::kBogus);
  EXPECT_EQ(failed.detail.find('\n'), std::string::npos);
  EXPECT_EQ(read({.secure = true, .data = {key}}).validation, Validation::kSecure);
  EXPECT_EQ(read({.data = {key}}).validation, Validation::kInsecure);
}

TEST(DnsName, OnlyNamesOfHostsAreAskedFor) {
  EXPECT_TRUE(is_askable("s1._domainkey.example.org"));
  const std::string long_label(64, 'a');
  for (const std::string& bad : {std::string(), std::string("."), std::string("a..b"), std::string("a b.org"),
                                 std::string("a\0.org", 6), std::string("caf\xc3\xa9.org"),
                                 long_label + ".org", std::string("a\\.b"), std::string("a.org.")})
    EXPECT_FALSE(is_askable(bad)) << bad;
  std::string deep = "a";
  while (deep.size() <= 253) deep += ".a";
  EXPECT_FALSE(is_askable(deep));
}

}  // namespace
}  // namespace winnow::dns
