#include "face/accounts.h"

#include <gtest/gtest.h>

#include "base/limits.h"
#include "face/account_lines.h"
#include "face/mailbox_message.h"
#include "record/mailbox.h"
#include "fake_case.h"

namespace winnow::face {
namespace {

constexpr std::int64_t kMonday = 1'546'819'200;   // 2019-01-07
constexpr std::int64_t kDay = 86'400;

struct Mail {
  std::string from, to;
  std::int64_t date = kMonday;
  std::optional<std::int64_t> received = {};
  std::string delivered_to = {};
};

void add(FakeCase& opened, const std::string& locator, const Mail& mail) {
  record::Item& item = opened.add(locator, record::KIND_MESSAGE, record::UNPROVEN).item;
  for (const std::string& address : {mail.from, mail.to}) item.add_people()->set_address(address);
  item.set_from_domain(mail.from.substr(mail.from.find('@') + 1));
  item.set_date(mail.date);
  record::Carriage carriage;
  if (mail.received) {
    carriage.set_provider("provider.example");
    record::Hop& hop = *carriage.add_hops();
    hop.set_time(*mail.received);
    hop.set_own(true);
  }
  if (!mail.delivered_to.empty()) {
    record::TraceField& field = *carriage.add_fields();
    field.set_name("Delivered-To");
    field.set_value(mail.delivered_to);
    field.set_own(true);
  }
  carriage.SerializeToString(item.mutable_carriage());
}

Accounts accounts_of(const FakeCase& opened) {
  auto read = read_accounts(opened);
  EXPECT_TRUE(read);
  return read ? std::move(*read) : Accounts{};
}

TEST(Accounts, AMailboxBelongsToWhomItsLinesOfDeliveryName) {
  FakeCase opened;
  for (int i = 1; i <= 4; ++i)
    add(opened, "a.mbox#" + std::to_string(i), {"x@y.example", "list@lists.example", kMonday + i, kMonday + i, "Ana+news@mine.example"});
  const Accounts found = accounts_of(opened);
  ASSERT_EQ(found.accounts.size(), 1U);
  EXPECT_EQ(found.accounts[0].addresses[0].address, "ana@mine.example");
  EXPECT_EQ(found.accounts[0].came_named, 4U);
  EXPECT_EQ(found.boxes[0].ownership, Ownership::kDelivered);
}

TEST(Accounts, AFolderOfOnePersonsOwnMailIsNobodysMailboxOnceOthersWroteAsMuch) {
  FakeCase opened;
  for (int i = 1; i <= 20; ++i)
    add(opened, "a.mbox#" + std::to_string(i), {"w" + std::to_string(i) + "@y.example", "r" + std::to_string(i) + "@z.example", kMonday, kMonday, {}});
  const Accounts found = accounts_of(opened);
  EXPECT_TRUE(found.accounts.empty());
  EXPECT_EQ(found.boxes.size(), 1U);
}

TEST(Accounts, OneWhoGetsAtOneAddressAndWritesAsAnotherIsOneAccount) {
  FakeCase opened;
  for (int i = 1; i <= 4; ++i) add(opened, "a.mbox#" + std::to_string(i), {"x@y.example", "q@z.example", kMonday, kMonday, "ana@mine.example"});
  for (int i = 5; i <= 8; ++i) add(opened, "a.mbox#" + std::to_string(i), {"alias@other.example", "x@y.example", kMonday, {}, {}});
  const Accounts found = accounts_of(opened);
  ASSERT_EQ(found.accounts.size(), 1U);
  ASSERT_EQ(found.accounts[0].addresses.size(), 2U);
  EXPECT_EQ(found.accounts[0].addresses[1].address, "alias@other.example");
  EXPECT_EQ(found.accounts[0].sent_own, 4U);
}

TEST(Accounts, ADateSetsNoHorizonWhereOthersSetClocks) {
  FakeCase opened;
  for (int i = 1; i <= 4; ++i) add(opened, "a.mbox#" + std::to_string(i), {"x@y.example", "q@z.example", kMonday + i, kMonday + i, "ana@mine.example"});
  add(opened, "a.mbox#5", {"x@y.example", "q@z.example", kMonday + 900 * kDay, kMonday + 2, "ana@mine.example"});
  add(opened, "a.mbox#6", {"ana@mine.example", "q@z.example", kMonday + 800 * kDay, {}, {}});
  const Accounts found = accounts_of(opened);
  ASSERT_EQ(found.accounts.size(), 1U);
  EXPECT_EQ(found.accounts[0].delivered->seconds, kMonday + 4);
  EXPECT_EQ(found.accounts[0].delivered->locator, "a.mbox#4");
  EXPECT_FALSE(found.accounts[0].was_sent);
  EXPECT_EQ(found.accounts[0].beyond, 1U);
}

TEST(Accounts, AMillionStrangersDoNotHideTheOwner) {
  FakeCase opened;
  constexpr int kMessages = 4'000;
  for (int i = 1; i <= kMessages; ++i) {
    const std::string number = std::to_string(i);
    add(opened, "a.mbox#" + number, {"w" + number + "@y.example", "r" + number + "@z.example", kMonday, kMonday, "ana@mine.example"});
    record::Item& item = opened.all.back().item;
    for (int k = 0; k < 50; ++k) item.add_people()->set_address("p" + number + "x" + std::to_string(k) + "@s.example");
  }
  const Accounts found = accounts_of(opened);
  ASSERT_EQ(found.accounts.size(), 1U);
  EXPECT_EQ(found.accounts[0].addresses.size(), 1U);
  EXPECT_EQ(found.accounts[0].came_named, static_cast<std::uint64_t>(kMessages));
}

TEST(Accounts, MailboxesBeyondTheLimitAreCounted) {
  FakeCase opened;
  for (std::size_t i = 0; i < limits::kAccountBoxes + 3; ++i) add(opened, "b" + std::to_string(i) + ".mbox#1", {"x@y.example", "q@z.example"});
  const Accounts found = accounts_of(opened);
  EXPECT_EQ(found.boxes.size(), limits::kAccountBoxes);
  EXPECT_EQ(found.boxes_left_out, 3U);
}

TEST(Accounts, HostileNamesAreJson) {
  FakeCase opened;
  for (int i = 1; i <= 4; ++i) {
    add(opened, "a.mbox#" + std::to_string(i), {"ana@mine.example", kHostile + "@x.example", kMonday, {}, {}});
    opened.all.back().item.set_display_name(kHostile);
  }
  const Accounts found = accounts_of(opened);
  ASSERT_EQ(found.accounts.size(), 1U);
  EXPECT_EQ(accounts_json(found).find('\x1b'), std::string::npos);
  for (const AccountLine& line : account_lines(found.accounts[0], found, Sentences("en"))) EXPECT_EQ(line.words.find('\x1b'), std::string::npos);
}

// `count` messages on each workday, `weekend` on the others, none on the days of `empty`.
DayCounts days_of(std::int32_t life, std::uint32_t count, std::uint32_t weekend, std::pair<std::int32_t, std::int32_t> empty) {
  DayCounts days;
  const auto monday = static_cast<std::int32_t>(kMonday / kDay);
  for (std::int32_t day = 0; day < life; ++day) {
    if (day >= empty.first && day <= empty.second) continue;
    const std::uint32_t messages = day % 7 >= 5 ? weekend : count + static_cast<std::uint32_t>(day % 3);
    if (messages != 0) days[monday + day] = messages;
  }
  return days;
}

TEST(Gaps, AWeekWithoutMailInABusyMailboxIsOne) {
  const auto gaps = find_gaps(days_of(100, 5, 2, {50, 56}));
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].first_day, static_cast<std::int32_t>(kMonday / kDay) + 50);
  EXPECT_EQ(gaps[0].last_day - gaps[0].first_day, 6);
  EXPECT_NEAR(gaps[0].expected, 34, 4);
}

TEST(Gaps, EmptyWeekendsAndQuietMailboxesAreNone) {
  EXPECT_TRUE(find_gaps(days_of(100, 9, 0, {-1, -1})).empty());
  DayCounts rare;
  for (std::int32_t day = 0; day < 700; day += 7) rare[17'000 + day] = 1;
  rare.erase(17'350);
  EXPECT_TRUE(find_gaps(rare).empty());
  EXPECT_TRUE(find_gaps({}).empty());
  EXPECT_TRUE(find_gaps({{17'000, 4'000'000'000U}}).empty());
}

TEST(Gaps, ManySilencesOfOneLengthAreTheMailboxsWay) {
  DayCounts days;
  for (std::int32_t day = 0; day < 200; ++day)
    if (day % 20 < 12) days[17'000 + day] = 8;
  EXPECT_TRUE(find_gaps(days).empty());
}

TEST(MailboxMessage, FoldersOfSentMailAreKnownInSeveralLanguages) {
  for (const char* name : {"Sent", "[Gmail]/Sent Mail", "INBOX.Sent", "Éléments envoyés", "Gesendete Elemente", "Отправленные"})
    EXPECT_TRUE(is_sent_folder(name)) << name;
  for (const char* name : {"", "Inbox", "Sentinel", "Presents"}) EXPECT_FALSE(is_sent_folder(name)) << name;
}

TEST(MailboxMessage, ProvidersForAnybodyAreKnown) {
  for (const char* domain : {"gmail.com", "yahoo.fr", "hotmail.co.uk", "laposte.net", "gmx.de"}) EXPECT_TRUE(is_mail_provider(domain)) << domain;
  for (const char* domain : {"", "elan.example", "mail.gmail.com.evil.example", "notgmail.com", "yahoo.fr.example"})
    EXPECT_FALSE(is_mail_provider(domain)) << domain;
}

TEST(MailboxOf, SingleMessagesLieInTheirFolder) {
  using record::mailbox_of;
  EXPECT_EQ(mailbox_of("leak/ana.mbox", 7), "leak/ana.mbox");
  EXPECT_EQ(mailbox_of("leak/ana/.Sent/cur/1.M1:2,S", 0), "leak/ana/.Sent");
  EXPECT_EQ(mailbox_of("Mail/V6/INBOX.mbox/C3/Data/2/Messages/1.emlx", 0), "Mail/V6/INBOX.mbox");
  EXPECT_EQ(mailbox_of("leak.zip!1.eml", 0), "leak.zip");
  EXPECT_EQ(mailbox_of("leak.zip!mail/1.eml", 0), "leak.zip!mail");
  EXPECT_EQ(mailbox_of("1.eml", 0), "");
}

}  // namespace
}  // namespace winnow::face
