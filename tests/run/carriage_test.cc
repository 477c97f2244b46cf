#include "run/carriage.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "run/examine.h"
#include "run/sanitize.h"

namespace winnow::run {
namespace {

using testing::ElementsAre;

record::Carriage carriage_of(const record::Item& item) {
  record::Carriage carriage;
  EXPECT_TRUE(carriage.ParseFromString(item.carriage()));
  return carriage;
}
record::Carriage carriage_of(const std::string& header) {
  const std::string message = header + "From: bo@autre.example\n\nx\n";
  return carriage_of(examine_message(as_bytes(message), {}).items(0));
}

std::vector<bool> own_hops(const record::Carriage& carriage) {
  std::vector<bool> own;
  for (const record::Hop& hop : carriage.hops()) own.push_back(hop.own());
  return own;
}
std::vector<bool> own_reports(const record::Carriage& carriage) {
  std::vector<bool> own;
  for (const record::Report& report : carriage.reports()) own.push_back(report.own());
  return own;
}

const std::string kDate = "; Tue, 11 Apr 2017 09:12:44 +0200\n";
const std::string kWithin = "Received: from mx.lanterne.example (10.0.0.7) by imap.lanterne.example with LMTP" + kDate;
const std::string kBorder = "Received: from out.autre.example (out.autre.example [192.0.2.7]) by mx.lanterne.example with ESMTPS for <ana@lanterne.example>" + kDate;
const std::string kSender = "Received: from pc (192.0.2.8) by out.autre.example with ESMTPSA" + kDate;
const std::string kReport = "Authentication-Results: mx.lanterne.example; dkim=pass header.d=autre.example\n";

TEST(Carriage, TheProviderWroteDownToWhereItTookTheMessageFromOutside) {
  const auto carriage = carriage_of("Delivered-To: ana@lanterne.example\n" + kWithin + kBorder + kSender + "List-Id: <n.autre.example>\n");
  EXPECT_EQ(carriage.provider(), "lanterne.example");
  EXPECT_THAT(own_hops(carriage), ElementsAre(true, true, false));
  EXPECT_EQ(carriage.hops(1).recipient(), "ana@lanterne.example");
  EXPECT_EQ(carriage.hops(1).time(), 1491894764);
  ASSERT_EQ(carriage.fields_size(), 2);
  EXPECT_EQ(carriage.fields(0).name(), "Delivered-To");
  EXPECT_TRUE(carriage.fields(0).own());
  EXPECT_EQ(carriage.fields(1).name(), "List-Id");
  EXPECT_FALSE(carriage.fields(1).own());
}

TEST(Carriage, AReportAboveTheBorderOrRightBelowItIsTheProvidersOwn) {
  EXPECT_THAT(own_reports(carriage_of(kWithin + kReport + kBorder + kSender)), ElementsAre(true));
  EXPECT_THAT(own_reports(carriage_of(kBorder + "Received-SPF: pass\n" + kReport + kSender)), ElementsAre(true));
}

TEST(Carriage, AReportThatMayHaveComeWithTheMessageIsNot) {
  EXPECT_THAT(own_reports(carriage_of(kBorder + kSender + kReport)), ElementsAre(false)) << "below another system's field";
  EXPECT_THAT(own_reports(carriage_of(kBorder + "MIME-Version: 1.0\n" + kReport)), ElementsAre(false)) << "among the sender's fields";
  EXPECT_THAT(own_reports(carriage_of(kBorder + kReport + kReport)), ElementsAre(true, false)) << "a second one below the border";
  EXPECT_THAT(own_reports(carriage_of(kWithin + kReport + kBorder + kReport)), ElementsAre(true, false)) << "the provider wrote its own above";
  EXPECT_THAT(own_reports(carriage_of(kWithin + "Authentication-Results: mx.autre.example; dkim=pass\n" + kBorder)), ElementsAre(false)) << "another's name";
  EXPECT_THAT(own_reports(carriage_of(kWithin + "Authentication-Results: notlanterne.example; dkim=pass\n" + kBorder)), ElementsAre(false));
  EXPECT_THAT(own_reports(carriage_of(kReport)), ElementsAre(false)) << "no provider is named";
}

TEST(Carriage, AFieldInventedBelowTheBorderIsNotTheProviders) {
  const std::string invented = "Received: from mail.lanterne.example (192.0.2.9) by mx.lanterne.example with ESMTP" + kDate;
  EXPECT_THAT(own_hops(carriage_of(kBorder + invented + kReport)), ElementsAre(true, false));
  EXPECT_THAT(own_reports(carriage_of(kBorder + invented + kReport)), ElementsAre(false));
}

TEST(Carriage, SystemsWithoutAPublicNameCountWithTheProviderThatFollows) {
  const std::string nameless = "Received: by 10.0.0.7 with SMTP id 7" + kDate;
  EXPECT_THAT(own_hops(carriage_of(nameless + kBorder + kSender)), ElementsAre(true, true, false));
  EXPECT_THAT(own_hops(carriage_of(nameless + nameless)), ElementsAre(false, false)) << "no provider is named";
  EXPECT_THAT(own_hops(carriage_of(kBorder + nameless)), ElementsAre(true, false));
  const std::string filter = "Received: from localhost (127.0.0.1) by mx.lanterne.example with ESMTP" + kDate;
  EXPECT_THAT(own_hops(carriage_of(filter + kBorder + kSender)), ElementsAre(true, true, false));
}

TEST(Carriage, MailThatNeverTravelledSaysNothing) {
  const auto carriage = carriage_of("");
  EXPECT_EQ(carriage.provider(), "");
  EXPECT_EQ(carriage.hops_size() + carriage.reports_size() + carriage.fields_size(), 0);
}

TEST(Carriage, ManyFieldsAreCountedAndNotKept) {
  std::string header;
  for (int i = 0; i < 5'000; ++i) header += kSender + kReport + "X-BeenThere: " + std::string(300, 'x') + "\n";
  const auto carriage = carriage_of(header);
  EXPECT_EQ(carriage.hops_size(), static_cast<int>(limits::kHops));
  EXPECT_EQ(carriage.reports_size(), static_cast<int>(limits::kReports));
  EXPECT_EQ(carriage.fields_size(), static_cast<int>(limits::kTraceFields));
  EXPECT_EQ(carriage.left_out(), 15'000 - limits::kHops - limits::kReports - limits::kTraceFields);
  EXPECT_EQ(carriage.fields(0).value().size(), limits::kTraceTextBytes);
}

TEST(Carriage, FoldsAndBytesThatAreNoTextDoNotGetThrough) {
  const auto carriage = carriage_of("List-Id: a\r\n\t b\n" + std::string("Delivered-To: \xff\x1b[2J\n") + "Received: from \xff by \xfe" + kDate);
  EXPECT_EQ(carriage.fields(0).value(), "a b");
  EXPECT_EQ(carriage.fields(1).value(), "\xEF\xBF\xBD\x1b[2J");
  EXPECT_EQ(carriage.hops(0).from(), "\xEF\xBF\xBD");
}

TEST(Carriage, WhatAWorkerAnswersIsBounded) {
  record::Item item;
  item.set_kind(record::KIND_MESSAGE);
  item.set_carriage(std::string(1 << 20, 'x'));
  EXPECT_FALSE(sanitize(item));
  item.set_carriage(std::string((1 << 20) + 1, 'x'));
  EXPECT_TRUE(sanitize(item));
  EXPECT_EQ(item.carriage(), "");
}

TEST(Carriage, AnEmbeddedMessageHasItsOwn) {
  const std::string message = kBorder + "From: a@b.example\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\n" + kSender + "From: c@d.example\n\nx\n";
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_EQ(group.items_size(), 2);
  EXPECT_EQ(carriage_of(group.items(1)).hops(0).by(), "out.autre.example");
}

}  // namespace
}  // namespace winnow::run
