#include "mail/received.h"

#include <gtest/gtest.h>

#include <string>

namespace winnow::mail {
namespace {

TEST(Received, ReadsWhatPostfixWrites) {
  const Received hop = parse_received(
      " from helo.example (rdns.example [192.0.2.7])\r\n\t(using TLSv1.2 with cipher X (256/256 bits))\r\n"
      "\tby mx.lanterne.example (Postfix) with ESMTPS id 4AB\r\n\tfor <ana@lanterne.example>; Tue, 11 Apr 2017 09:12:44 +0200 (CEST)");
  EXPECT_EQ(hop.from, "helo.example");
  EXPECT_EQ(hop.address, "192.0.2.7");
  EXPECT_EQ(hop.by, "mx.lanterne.example");
  EXPECT_EQ(hop.protocol, "ESMTPS");
  EXPECT_EQ(hop.recipient, "ana@lanterne.example");
  EXPECT_EQ(hop.unix_seconds, 1491894764);
}

TEST(Received, ReadsWhatOthersWrite) {
  const Received exim = parse_received("from [2001:db8::7] (helo=pc) by mx.example with esmtp (Exim 4.92)\n (envelope-from <a@b.example>) id 1 for c@d.example; Mon, 1 Jan 2018 00:00:00 +0000");
  EXPECT_EQ(exim.from, "[2001:db8::7]");
  EXPECT_EQ(exim.address, "2001:db8::7");
  EXPECT_EQ(exim.recipient, "c@d.example");
  const Received qmail = parse_received("from unknown (HELO pc.example) (192.0.2.8) by mx.example with SMTP; 1 Jan 2018 00:00:00 -0000");
  EXPECT_EQ(qmail.address, "192.0.2.8");
  EXPECT_EQ(qmail.unix_seconds, 1514764800);
  const Received sendmail = parse_received("from pc (ana@pc.example [192.0.2.9]) by mx.example (8.14.4/8.14.4) with SMTP id x; Mon, 1 Jan 2018 00:00:00 +0000");
  EXPECT_EQ(sendmail.address, "192.0.2.9");
  const Received exchange = parse_received("from A.example (2001:db8::1) by B.example (2001:db8::2) with Microsoft SMTP Server (version=TLS1_2) id 15.1 via Frontend Transport; Mon, 1 Jan 2018 00:00:00 +0000");
  EXPECT_EQ(exchange.address, "2001:db8::1");
  EXPECT_EQ(exchange.by, "B.example");
  EXPECT_EQ(parse_received("(qmail 7 invoked by uid 0); 1 Jan 2018 00:00:00 -0000").by, "");
}

TEST(Received, WhatFollowsNoRuleIsLeftOut) {
  EXPECT_EQ(parse_received("").by, "");
  EXPECT_EQ(parse_received("by").by, "");
  EXPECT_EQ(parse_received("((((((").from, "");
  EXPECT_EQ(parse_received("from a by b; no date").unix_seconds, std::nullopt);
  EXPECT_EQ(parse_received("from a (999.1.1.1) by b").address, "");
  EXPECT_EQ(parse_received("from a (b\\) by c").by, "") << "an escape does not end a comment";
  EXPECT_EQ(parse_received("by first.example by second.example").by, "first.example");
  EXPECT_EQ(parse_received("by b (from 192.0.2.1)").address, "") << "only the sender's comment tells its address";
}

TEST(Received, ALongValueIsReadOnce) {
  const std::string deep(2'000'000, '(');
  EXPECT_EQ(parse_received("from a " + deep).from, "a");
  std::string many;
  for (int i = 0; i < 200'000; ++i) many += "for x@y.example by z ";
  EXPECT_EQ(parse_received(many).by, "z");
}

}  // namespace
}  // namespace winnow::mail
