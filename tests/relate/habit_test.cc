#include "relate/habit.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "relate/message_id_form.h"
#include "support/memory_store.h"

namespace winnow::relate {
namespace {

using namespace record;
using support::MemoryStore;

constexpr std::int64_t kStart = 1'546'848'000, kDay = 86'400;   // 2019-01-07

struct Mail {
  std::string address = "ana@elan.example";
  bool proved = true;
  std::int32_t day = 0;
  std::int32_t zone = 60;
  std::string message_id = "<a.1-2@elan.example>";
  bool travelled = true;
  std::string list = {};
  std::string provider = "press.example";
};

Item made(const Mail& mail) {
  Item item;
  item.set_kind(KIND_MESSAGE);
  item.set_from_domain(mail.address.substr(mail.address.find('@') + 1));
  item.add_people()->set_address(mail.address);
  item.set_date(kStart + mail.day * kDay);
  item.set_date_offset_minutes(mail.zone);
  item.set_message_id(mail.message_id);
  item.set_sha256(sha256(as_bytes(mail.message_id + std::to_string(mail.day))));
  Carriage carriage;
  if (mail.travelled) {
    carriage.set_provider(mail.provider);
    carriage.add_hops()->set_by("mx." + mail.provider);
  }
  if (!mail.list.empty()) carriage.add_fields()->set_name(mail.list);
  carriage.SerializeToString(item.mutable_carriage());
  if (!mail.proved) return item;
  item.add_signatures()->set_mechanism("dkim");
  Finding& finding = *item.add_findings();
  finding.set_check("dkim.aligned");
  finding.set_direction(FOR);
  finding.set_strength(STRENGTH_A);
  finding.set_aspects(AUTHOR | CONTENT | SUBJECT | DATE | RECIPIENTS);
  Param& param = *finding.add_params();
  param.set_name("address");
  param.set_text(mail.address);
  return item;
}

// Proved mail on `days` days, a day between each two, and `asked` in their midst.
struct Dump {
  MemoryStore store;
  ItemId asked = 0;
  explicit Dump(Mail question, std::int32_t days = 20, std::int32_t a_day = 1) {
    for (std::int32_t i = 0; i < days; ++i)
      for (std::int32_t k = 0; k < a_day; ++k) store.put("a.mbox#" + std::to_string(1 + store.size()), made({.day = 2 * i}));
    question.proved = false;
    question.day = 11;
    asked = store.put("a.mbox#" + std::to_string(1 + store.size()), made(question));
  }
  const Finding* found(std::string_view check) {
    store.run();
    return store.found(asked, check);
  }
};

std::int64_t number(const Finding& finding, std::string_view name) {
  for (const Param& param : finding.params())
    if (param.name() == name) return param.number();
  return -1;
}

TEST(HabitUnsigned, TheOneWithoutAmongManyIsNamedWithItsNumbers) {
  Dump dump({});
  const Finding* finding = dump.found("habit.unsigned");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->direction(), AGAINST);
  EXPECT_EQ(finding->strength(), STRENGTH_C);
  EXPECT_EQ(number(*finding, "unsigned"), 1);
  EXPECT_EQ(number(*finding, "messages"), 14);   // of January
  EXPECT_EQ(number(*finding, "days"), 20);
  EXPECT_EQ(dump.store.judgement(dump.asked).verdict, UNPROVEN);
}

TEST(HabitUnsigned, FewDaysSayNothingHoweverManyMessages) {
  EXPECT_EQ(Dump({}, 19, 30).found("habit.unsigned"), nullptr);
}

TEST(HabitUnsigned, WhatIsNotSignedByCustomIsNotAskedFor) {
  EXPECT_EQ(Dump({.travelled = false}).found("habit.unsigned"), nullptr) << "a copy kept as sent";
  EXPECT_EQ(Dump({.list = "List-Id"}).found("habit.unsigned"), nullptr);
  EXPECT_EQ(Dump({.list = "Auto-Submitted"}).found("habit.unsigned"), nullptr);
  EXPECT_EQ(Dump({.address = "mailer-daemon@elan.example"}).found("habit.unsigned"), nullptr);
  EXPECT_EQ(Dump({.provider = "elan.example"}).found("habit.unsigned"), nullptr) << "it never left the house";
  EXPECT_EQ(Dump({.address = "bob@other.example"}).found("habit.unsigned"), nullptr);
}

TEST(HabitUnsigned, ADomainThatOftenDoesNotSignHasNoHabit) {
  Dump dump({});
  dump.store.put("a.mbox#900", made({.proved = false, .day = 15}));
  EXPECT_EQ(dump.found("habit.unsigned"), nullptr);
}

TEST(HabitUnsigned, UnprovedFillerTeachesNothing) {
  MemoryStore store;
  for (std::int32_t i = 0; i < 60; ++i) {
    Item item = made({.proved = false, .day = i});
    item.add_signatures()->set_mechanism("dkim");   // that no key fits
    store.put("a.mbox#" + std::to_string(i + 1), std::move(item));
  }
  const ItemId asked = store.put("a.mbox#61", made({.proved = false, .day = 30}));
  store.run();
  EXPECT_EQ(store.found(asked, "habit.unsigned"), nullptr);
}

TEST(HabitGrammar, AnotherFormThanAllProvedMailIsNamed) {
  EXPECT_EQ(Dump({.message_id = "<z.99-7@elan.example>"}).found("habit.grammar"), nullptr);
  Dump dump({.message_id = "<b1@laptop.local>"});
  const Finding* finding = dump.found("habit.grammar");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(number(*finding, "forms"), 1);
}

TEST(HabitGrammar, WhoHasManyFormsIsNotAskedAbout) {
  Dump dump({.message_id = "<b1@laptop.local>"});
  dump.store.put("a.mbox#901", made({.day = 13, .message_id = "<x@phone.example>"}));
  dump.store.put("a.mbox#902", made({.day = 14, .message_id = "<y@web.example>"}));
  EXPECT_EQ(dump.found("habit.grammar"), nullptr);
}

TEST(ClockZone, AZoneThatProvedMailNeverHasIsNamed) {
  Dump dump({.zone = 180});
  const Finding* finding = dump.found("clock.zone");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->aspects(), static_cast<unsigned>(DATE));
  EXPECT_EQ(dump.store.judgement(dump.asked).verdict, UNPROVEN);
}

TEST(ClockZone, SummerTimeUtcAndTravellersAreNot) {
  EXPECT_EQ(Dump({.zone = 120}).found("clock.zone"), nullptr);
  EXPECT_EQ(Dump({.zone = 0}).found("clock.zone"), nullptr);
  Dump dump({.zone = 180});
  dump.store.put("a.mbox#900", made({.day = 13, .zone = -300}));
  EXPECT_EQ(dump.found("clock.zone"), nullptr);
  EXPECT_EQ(Dump({.zone = 180}, 19).found("clock.zone"), nullptr);
}

TEST(Days, AreKeptOnceAndAreBounded) {
  Days days;
  for (int round = 0; round < 3; ++round)
    for (std::int32_t day = 0; day < 20'000; ++day) days.add(day);
  EXPECT_LE(days.size(), 2 * limits::kHabitDays);
  Days few;
  for (const std::int32_t day : {30, 10, 10, 20, 30}) few.add(day);
  EXPECT_EQ(few.size(), 3U);
  EXPECT_TRUE(few.surround(15, 5));
  EXPECT_TRUE(few.surround(20, 0));
  EXPECT_FALSE(few.surround(15, 4));
  EXPECT_FALSE(few.surround(31, 100));
  EXPECT_FALSE(few.surround(9, 5));
}

TEST(MessageIdForm, IsThatOfTheProgramAndNotOfTheMoment) {
  EXPECT_EQ(message_id_form("20190611.abc-1@Host.example"), message_id_form("20200101.xyz-7@host.example"));
  EXPECT_NE(message_id_form("20190611.abc-1@host.example"), message_id_form("20190611abc1@host.example"));
  const std::string chance(30, 'a');
  EXPECT_EQ(message_id_form("CA+" + chance + "=x_" + chance + "@m.example"), message_id_form("CA" + chance + "-" + chance + "@m.example"));
  EXPECT_EQ(message_id_form(""), "@");
}

}  // namespace
}  // namespace winnow::relate
