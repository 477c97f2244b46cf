// docs/checks/clock.disagrees.md, clock.queue-id.md
#include <gtest/gtest.h>

#include "check/check.h"
#include "check/facts.h"

namespace winnow::check {
namespace {

record::Item checked(const std::string& text) {
  const mail::Message message = mail::parse(as_bytes(text));
  const mail::Roles roles = mail::roles(message);
  const Claims claims;
  const auto clocks = clocks::read(message);
  record::Item item;
  run_all({message, roles, {}, claims, item, {}, clocks});
  return item;
}

const record::Finding* found(const record::Item& item, std::string_view check) {
  for (const record::Finding& finding : item.findings())
    if (finding.check() == check) return &finding;
  return nullptr;
}

std::string mail_of(const std::string& date, const std::string& message_id, const std::string& more = "") {
  return more + "From: a@example.org\r\nDate: " + date + "\r\nMessage-ID: <" + message_id + ">\r\nSubject: x\r\n\r\nx\r\n";
}

TEST(ClockDisagrees, SpeaksWhereTheProgramsTimeIsAnotherDay) {
  const record::Item item = checked(mail_of("Fri, 11 Apr 2003 01:20:53 +0000", "20030407012053.GA20701@host.example"));
  const record::Finding* const finding = found(item, "clock.disagrees");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->variant(), "earlier");
  EXPECT_EQ(finding->direction(), record::AGAINST);
  EXPECT_EQ(finding->strength(), record::STRENGTH_C);
  EXPECT_EQ(finding->aspects(), static_cast<unsigned>(record::DATE));
}

TEST(ClockDisagrees, IsSilentWithinADayAndTheZones) {
  for (const char* const date : {"Mon, 07 Apr 2003 01:20:53 +0000", "Mon, 07 Apr 2003 15:20:53 +1400", "Tue, 08 Apr 2003 09:00:00 +0000"})
    EXPECT_EQ(found(checked(mail_of(date, "20030407012053.GA20701@host.example")), "clock.disagrees"), nullptr) << date;
  // The clock of the wall is read in the zone of the Date.
  EXPECT_EQ(found(checked(mail_of("Wed, 30 Oct 2019 21:08:36 -0700", "20191030210836.a17c0649354b59961903d1a8@host.example")), "clock.disagrees"), nullptr);
}

TEST(ClockDisagrees, NeedsOneDateToCompareWith) {
  const std::string id = "20030407012053.GA20701@host.example";
  EXPECT_EQ(found(checked(mail_of("no date at all", id)), "clock.disagrees"), nullptr);
  EXPECT_EQ(found(checked(mail_of("Fri, 11 Apr 2003 01:20:53 +0000", id, "Date: Fri, 11 Apr 2008 01:20:53 +0000\r\n")), "clock.disagrees"), nullptr);
}

TEST(ClockDisagrees, DoesNotTakeTheClockOfAHopOrAThreadForTheAuthors) {
  const std::string more =
      "Received: from a by b with esmtp id 1q50um-00B93v-2s; Fri, 02 Jun 2023 09:17:44 +0000\r\nThread-Index: AdlJgSnFeh9f+Q6lRbiuapmPNWqmbA==\r\n";
  EXPECT_EQ(found(checked(mail_of("Fri, 11 Apr 2003 01:20:53 +0000", "x@host.example", more)), "clock.disagrees"), nullptr);
}

TEST(ClockQueueId, SpeaksWhereTheNumberIsOfAnotherDayThanItsLine) {
  const auto with = [](const std::string& time) {
    return checked(mail_of("Fri, 02 Jun 2023 09:00:00 +0000", "x@host.example", "Received: from a by b with esmtp (Exim 4.96)\r\n\tid 1q50um-00B93v-2s; " + time + "\r\n"));
  };
  EXPECT_EQ(found(with("Fri, 02 Jun 2023 11:17:44 +0200"), "clock.queue-id"), nullptr);
  EXPECT_EQ(found(with("no time"), "clock.queue-id"), nullptr);
  const record::Item item = with("Fri, 09 Jun 2023 09:17:44 +0000");
  const record::Finding* const finding = found(item, "clock.queue-id");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->aspects(), static_cast<unsigned>(record::CARRIAGE));
  EXPECT_EQ(finding->strength(), record::STRENGTH_C);
}

TEST(ClockQueueId, DoesNotSpeakOfNumbersOfALaterAttempt) {
  const record::Item item = checked(mail_of("Fri, 02 Jun 2023 09:00:00 +0000", "x@host.example",
      "Received: by mx.example with SMTP id 5614622812f47.15.1769034528; Fri, 02 Jun 2023 09:17:44 +0000\r\n"));
  EXPECT_EQ(found(item, "clock.queue-id"), nullptr);
}

}  // namespace
}  // namespace winnow::check
