// The resolver against a name server on this machine. Nothing leaves it.
#include "dns/resolver.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <map>

#include "dns/server.h"

namespace winnow::dns {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// A trust anchor for a zone that nobody asks about: what is asked for lies in no signed zone.
class Anchor {
 public:
  Anchor() : path_(testing::TempDir() + "winnow-anchor-" + std::to_string(::getpid())) {
    std::ofstream(path_) << "elsewhere.example. IN DS 1 8 2 "
                            "0000000000000000000000000000000000000000000000000000000000000000\n";
  }
  ~Anchor() { std::remove(path_.c_str()); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class DnsResolver : public testing::Test {
 protected:
  void SetUp() override {
    settings_.resolver = server_.address();
    settings_.trust_anchor_file = anchor_.path();
    settings_.per_second = 1000;
  }
  // The answers by first label, and in `order` as they came.
  std::map<std::string, Answer> ask(
      const std::vector<std::string>& labels, const std::function<bool()>& waiting = [] { return true; }) {
    auto resolver = Resolver::open(settings_);
    std::map<std::string, Answer> answers;
    if (!resolver) {
      if (resolver.error().code == ErrorCode::kNotFound) absent_ = true;
      else ADD_FAILURE() << resolver.error().place;
      return answers;
    }
    std::vector<std::string> names;
    for (const std::string& label : labels) names.push_back(label + "._domainkey.open.example");
    (*resolver)->ask(
        names, [&](Answer answer) { answers[answer.name.substr(0, answer.name.find('.'))] = answer; },
        waiting);
    return answers;
  }

  Server server_;
  Anchor anchor_;
  Settings settings_;
  bool absent_ = false;
};

#define WINNOW_NEEDS_UNBOUND() \
  if (absent_) GTEST_SKIP() << "libunbound is not installed"

TEST_F(DnsResolver, EachKindOfAnswerIsToldApart) {
  auto answers = ask({"one", "two", "gone", "empty", "refused"});
  WINNOW_NEEDS_UNBOUND();
  EXPECT_EQ(answers.size(), 5U);
  EXPECT_THAT(answers["one"].records, ElementsAre("v=DKIM1; p=AAAA"));
  EXPECT_EQ(answers["one"].validation, Validation::kInsecure);
  EXPECT_THAT(answers["two"].records, ElementsAre("v=DKIM1; p=AAAA", "v=spf1 -all"));
  EXPECT_EQ(answers["gone"].outcome, Outcome::kNoName);
  EXPECT_EQ(answers["empty"].outcome, Outcome::kNoData);
  EXPECT_EQ(answers["refused"].outcome, Outcome::kFailed);
  EXPECT_EQ(answers["refused"].validation, Validation::kUnknown);
}

TEST_F(DnsResolver, AnAnswerThatWasCutIsAskedForOverTcp) {
  auto answers = ask({"long"});
  WINNOW_NEEDS_UNBOUND();
  EXPECT_THAT(answers["long"].records, ElementsAre(long_record()));
  EXPECT_GE(server_.over_tcp(), 1);
}

TEST_F(DnsResolver, AMangledAnswerIsNone) {
  auto answers = ask({"mangled"});
  WINNOW_NEEDS_UNBOUND();
  EXPECT_EQ(answers["mangled"].outcome, Outcome::kFailed);
  EXPECT_THAT(answers["mangled"].records, IsEmpty());
}

TEST_F(DnsResolver, SilenceEndsWithPatienceAndOthersAreAnswered) {
  settings_.patience = std::chrono::seconds{2};
  auto answers = ask({"silent", "one"});
  WINNOW_NEEDS_UNBOUND();
  EXPECT_EQ(answers["silent"].outcome, Outcome::kTimeout);
  EXPECT_EQ(answers["one"].outcome, Outcome::kAnswer);
}

TEST_F(DnsResolver, WhatIsNoNameIsNotAskedFor) {
  auto answers = ask({"bad name"});
  WINNOW_NEEDS_UNBOUND();
  EXPECT_EQ(answers["bad name"].outcome, Outcome::kBadName);
}

TEST_F(DnsResolver, AskingStopsWhenNobodyWaits) {
  const auto answers = ask({"silent", "one", "two"}, [] { return false; });
  WINNOW_NEEDS_UNBOUND();
  EXPECT_LT(answers.size(), 3U);
}

TEST_F(DnsResolver, ASettingThatIsRefusedIsNamed) {
  settings_.resolver = "no address";
  const auto resolver = Resolver::open(settings_);
  ASSERT_FALSE(resolver);
  if (resolver.error().code == ErrorCode::kNotFound) GTEST_SKIP() << "libunbound is not installed";
  EXPECT_EQ(resolver.error().code, ErrorCode::kUsage);
  EXPECT_NE(resolver.error().place.find("no address"), std::string::npos);
}

}  // namespace
}  // namespace winnow::dns
