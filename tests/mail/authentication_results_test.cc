#include "mail/authentication_results.h"

#include <gtest/gtest.h>

#include "base/limits.h"

namespace winnow::mail {
namespace {

TEST(AuthenticationResults, ReadsMethodsResultsAndProperties) {
  const auto read = parse_authentication_results(
      " mx.example.org;\r\n dkim=pass (2048-bit key) header.i=@Sender.Example header.b=\"a=b;c\";\r\n"
      " spf=softfail smtp.mailfrom=ana@sender.example; dmarc=PASS (p=none; sp=(x)) header.from=sender.example");
  EXPECT_EQ(read.authserv_id, "mx.example.org");
  ASSERT_EQ(read.results.size(), 3u);
  EXPECT_EQ(read.results[0].method, "dkim");
  EXPECT_EQ(read.results[0].result, "pass");
  EXPECT_EQ(read.results[0].property("header.i"), "@Sender.Example");
  EXPECT_EQ(read.results[0].property("header.b"), "a=b;c");
  EXPECT_EQ(read.results[1].property("smtp.mailfrom"), "ana@sender.example");
  EXPECT_EQ(read.results[2].result, "pass");
  EXPECT_EQ(read.results[2].property("header.from"), "sender.example");
}

TEST(AuthenticationResults, AnInstanceOrAVersionInFrontIsSkipped) {
  const auto sealed = parse_authentication_results("i=2; mx.example.org 1; dkim/1=pass header.d=a.example");
  EXPECT_EQ(sealed.authserv_id, "mx.example.org");
  ASSERT_EQ(sealed.results.size(), 1u);
  EXPECT_EQ(sealed.results[0].method, "dkim");
}

TEST(AuthenticationResults, WhatIsNoStatementIsLeftOut) {
  EXPECT_TRUE(parse_authentication_results("mx.example.org; none").results.empty());
  EXPECT_TRUE(parse_authentication_results("").results.empty());
  EXPECT_TRUE(parse_authentication_results("((((").results.empty());
  const auto nameless = parse_authentication_results("dkim=fail; =; ;; spf = pass");
  EXPECT_EQ(nameless.authserv_id, "");
  EXPECT_EQ(nameless.results.front().result, "fail");
  EXPECT_EQ(nameless.results.back().method, "spf");
}

TEST(AuthenticationResults, ThousandsOfStatementsAreCut) {
  std::string text = "mx";
  for (int i = 0; i < 5000; ++i) text += "; dkim=pass";
  EXPECT_EQ(parse_authentication_results(text).results.size(), limits::kAuthenticationResults);
}

}  // namespace
}  // namespace winnow::mail
