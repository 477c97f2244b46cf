// docs/checks/clock.anachronism.md
#include <gtest/gtest.h>

#include "check/check.h"
#include "check/facts.h"

namespace winnow::check {
namespace {

const record::Finding* anachronism(record::Item& item, const std::string& date, const std::string& fields, const std::string& address = "a@example.org") {
  const std::string text = fields + "From: " + address + "\r\nDate: " + date + "\r\nSubject: x\r\n\r\nx\r\n";
  const mail::Message message = mail::parse(as_bytes(text));
  item = {};
  item.add_people()->set_address(address);
  const Claims claims;
  const mail::Roles roles = mail::roles(message);
  const auto clocks = clocks::read(message);
  run_all({message, roles, {}, claims, item, {}, clocks});
  for (const record::Finding& finding : item.findings())
    if (finding.check() == "clock.anachronism") return &finding;
  return nullptr;
}

const std::string kThunderbird = "User-Agent: Mozilla/5.0 (X11; rv:60.0) Gecko/20100101\r\n Thunderbird/60.2.1\r\n";

TEST(ClockAnachronism, AProgramIsNotOlderThanItsRelease) {
  record::Item item;
  const record::Finding* finding = anachronism(item, "Tue, 11 Apr 2017 09:12:44 +0200", kThunderbird);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->variant(), "program");
  EXPECT_EQ(finding->strength(), record::STRENGTH_C);
  EXPECT_EQ(finding->aspects(), static_cast<unsigned>(record::DATE));
  EXPECT_EQ(anachronism(item, "Tue, 11 Dec 2018 09:12:44 +0200", kThunderbird), nullptr);
  EXPECT_EQ(anachronism(item, "Tue, 19 Jun 2018 09:12:44 +0200", kThunderbird), nullptr) << "tried out before its release";
  EXPECT_EQ(anachronism(item, "Tue, 1 Jan 1980 09:12:44 +0200", kThunderbird), nullptr) << "a computer without its time";
}

TEST(ClockAnachronism, ADomainIsNotOlderThanItsDelegation) {
  record::Item item;
  const record::Finding* finding = anachronism(item, "Tue, 11 Apr 2006 09:12:44 +0200", "", "ana@campagne.paris");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->variant(), "domain");
  EXPECT_EQ(anachronism(item, "Tue, 11 Apr 2017 09:12:44 +0200", "", "ana@campagne.paris"), nullptr);
  EXPECT_EQ(anachronism(item, "Tue, 11 Apr 1995 09:12:44 +0200", "", "ana@campagne.fr"), nullptr);
  EXPECT_EQ(anachronism(item, "Tue, 11 Apr 1995 09:12:44 +0200", "", "xxx@xxxx.xxx"), nullptr) << "redacted";
}

TEST(ClockAnachronism, ASignatureIsNotOlderThanItsStandard) {
  record::Item item;
  const record::Finding* finding = anachronism(item, "Fri, 11 Jul 2003 09:12:44 +0200", "DKIM-Signature: v=1; d=example.org\r\n");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->variant(), "field");
  EXPECT_EQ(anachronism(item, "Mon, 11 Jul 2005 09:12:44 +0200", "DKIM-Signature: v=1; d=example.org\r\n"), nullptr);
}

TEST(ClockAnachronism, OddVersionsSayNothing) {
  record::Item item;
  for (const char* agent : {"Thunderbird/", "Thunderbird/....", "Thunderbird/99999999999999999999.1", "Thunderbird/x", "Thunder"})
    EXPECT_EQ(anachronism(item, "Tue, 11 Apr 1995 09:12:44 +0200", "X-Mailer: " + std::string(agent) + "\r\n"), nullptr) << agent;
}

}  // namespace
}  // namespace winnow::check
