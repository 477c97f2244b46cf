// Copies of one message, prints of their texts, and messages that others refer to.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "check/print.h"
#include "record/print.h"
#include "record/witness.pb.h"
#include "relate/agreement.h"
#include "relate/item.h"
#include "relate/relate.h"
#include "support/memory_store.h"

namespace winnow::relate {
namespace {

using namespace record;
using support::MemoryStore;
using Kind = Agreement::Kind;

std::string words(int count, const std::string& stem = "word") {
  std::string text;
  for (int i = 0; i < count; ++i) text += stem + std::to_string(i) + (i % 10 == 9 ? "\n" : " ");
  return text;
}

Print print(const std::string& text, const std::string& type = "plain") {
  const std::string bytes = "From: a@b.example\nContent-Type: text/" + type + "; charset=utf-8\n\n" + text;
  const mail::Message message = mail::parse(as_bytes(bytes));
  return check::print_of(message, mail::roles(message), check::Texts(message));
}

// ---- prints ----

TEST(Print, SaysNothingOfWhiteSpaceCaseAndLines) {
  EXPECT_EQ(agreement(print("One two,  three.\nfour"), print("one TWO three\n\nFour\n")).kind, Kind::kSame);
}

TEST(Print, OneFigureOrOneNegationMakesAnotherText) {
  const std::string text = words(300), figure = words(150) + "7000 " + words(149, "more"), other = words(150) + "1000 " + words(149, "more");
  EXPECT_EQ(agreement(print(figure), print(other)).kind, Kind::kNear);
  EXPECT_EQ(agreement(print("We did agree to pay the sum"), print("We did not agree to pay the sum")).kind, Kind::kNear);
  EXPECT_EQ(agreement(print(text), print(words(300, "other"))).kind, Kind::kFar);
}

TEST(Print, TellsHowFarTwoTextsAreTheSame) {
  const Agreement found = agreement(print(words(100) + "7000 " + words(100, "more")), print(words(100) + "1000 " + words(100, "more")));
  EXPECT_LE(found.front, 100U);
  EXPECT_GE(found.front, 64U);
  EXPECT_LE(found.back, 100U);
  EXPECT_GE(found.back, 64U);
}

TEST(Print, AFooterBehindALineOfDashesIsATail) {
  const std::string text = words(77);
  const Agreement found = agreement(print(text), print(text + "\n_______________________________________________\nlist mailing list\n"));
  EXPECT_EQ(found.kind, Kind::kTail);
  EXPECT_EQ(found.front, 77U);
  EXPECT_EQ(agreement(print(text + "\n-- \none list\n"), print(text + "\n___\nthe other list\n")).kind, Kind::kTail);
}

TEST(Print, WordsAddedWithoutALineOfDashesOrFarTooManyAreNoTail) {
  const std::string text = words(77);
  EXPECT_NE(agreement(print(text), print(text + "\nand pay the rest\n")).kind, Kind::kTail);
  EXPECT_NE(agreement(print(text), print(text + "\n-- \n" + words(500, "x"))).kind, Kind::kTail);
}

TEST(Print, APlainAndAnHtmlTextOfOtherWordsAreTwoRenderings) {
  EXPECT_EQ(agreement(print("one two three"), print("<p>one <b>two</b> three</p>", "html")).kind, Kind::kSame);
  EXPECT_EQ(agreement(print(words(40)), print("<p>[image] " + words(40) + "</p>", "html")).kind, Kind::kRenderings);
}

TEST(Print, IsSmallForTheLongestTextAndLeftOutBeyond) {
  EXPECT_LE(print(words(20'000)).SerializeAsString().size(), 120U);
  const Print beyond = print(words(100'000));
  EXPECT_EQ(beyond.form(), Print::TOO_LONG);
  EXPECT_EQ(agreement(beyond, beyond).kind, Kind::kUnknown);
}

TEST(Print, OddNumbersOfAHostileWorkerDoNoHarm) {
  Print odd = print(words(50));
  odd.set_words(3);
  for (int i = 0; i < 100; ++i) odd.add_front(1), odd.add_dividers(0xFFFFFFFF);
  EXPECT_NE(agreement(odd, print(words(50))).kind, Kind::kSame);
  odd.set_words(0);
  EXPECT_EQ(agreement(odd, print(words(50))).kind, Kind::kUnknown);
}

// ---- copies ----

struct Mail {
  std::string id = "one@en-avant.example", from = "ana@en-avant.example", subject = "Budget", text = words(60), display = {};
  std::vector<std::string> to = {"luc@press.example", "eve@press.example"};
  std::int64_t date = 1'490'000'000;
  bool listed = false, proved = false;
  std::string trace = {};
};

Item item(const Mail& mail) {
  Item item;
  item.set_kind(KIND_MESSAGE);
  item.set_message_id(mail.id);
  item.set_from(mail.from);
  item.set_from_domain(std::string(domain_of(mail.from)));
  item.set_display_name(mail.display);
  item.add_people()->set_address(mail.from);
  for (const std::string& to : mail.to) item.add_people()->set_address(to);
  item.set_subject(mail.subject);
  item.set_date(mail.date);
  print(mail.text).SerializeToString(item.mutable_print());
  if (mail.listed) {
    Carriage carriage;
    carriage.add_fields()->set_name("List-Id");
    carriage.SerializeToString(item.mutable_carriage());
  }
  item.set_sha256(sha256(as_bytes(mail.trace + mail.id + mail.from + mail.subject + mail.text + std::to_string(mail.date) + std::to_string(mail.to.size()))));
  if (!mail.proved) return item;
  Finding& finding = *item.add_findings();
  finding.set_check("dkim.aligned");
  finding.set_direction(FOR);
  finding.set_strength(STRENGTH_A);
  finding.set_aspects(AUTHOR | CONTENT | SUBJECT | DATE);
  return item;
}

// What is said of two copies.
std::pair<std::string, std::string> said(const Mail& a, const Mail& b) {
  MemoryStore store;
  const ItemId first = store.put("inbox#1", item(a)), second = store.put("sent#1", item(b));
  store.run();
  const auto variant = [&](ItemId id) {
    const Finding* found = store.found(id, "copy.compared");
    return found == nullptr ? std::string("-") : found->variant();
  };
  EXPECT_EQ(store.judgement(second).verdict, b.proved ? AUTHENTIC : UNPROVEN);
  return {variant(first), variant(second)};
}

using Said = std::pair<std::string, std::string>;

TEST(Copies, EqualBytesAndOtherTransportHeadersAreTheSame) {
  EXPECT_EQ(said({}, {}), Said("equal", "equal"));
  EXPECT_EQ(said({}, {.trace = "Received: elsewhere"}), Said("same", "same"));
}

TEST(Copies, WhatListsAreKnownToChangeIsExplained) {
  const Mail sent;
  Mail seen{.subject = "Re: [team] Budget", .text = sent.text + "\n_____\nteam mailing list", .listed = true};
  EXPECT_EQ(said(sent, seen), Said("same", "same"));
  seen.to = {"eve@press.example", "luc@press.example"};
  EXPECT_EQ(said(sent, seen), Said("same", "same"));
  seen.to = {"eve@press.example"};
  EXPECT_EQ(said(sent, seen), Said("same", "same"));
  seen.from = "team@lists.example";
  seen.display = "Ana via team";
  EXPECT_EQ(said(sent, seen), Said("same", "same"));
}

TEST(Copies, ChangesOfSubstanceAreNamedOnBothAndMoveNoStanding) {
  const Said both("differs", "differs");
  EXPECT_EQ(said({}, {.subject = "Budget, second payment"}), both);
  EXPECT_EQ(said({}, {.text = words(30) + "not " + words(30, "more")}), both);
  EXPECT_EQ(said({}, {.to = {"luc@press.example", "eve@press.example", "max@press.example"}}), both);
  EXPECT_EQ(said({}, {.date = 1'490'000'001}), both);
  EXPECT_EQ(said({}, {.from = "eva@en-avant.example"}), both);
  // Without a list, what stands behind a line of dashes is a change like any other.
  EXPECT_EQ(said({}, {.text = words(60) + "\n-- \npay the rest"}), both);
}

TEST(Copies, AProofIsNotShakenAndDoesNotLiftTheOther) {
  const Mail proved{.proved = true}, other{.text = words(59) + "changed"};
  EXPECT_EQ(said(proved, {.trace = "x"}), Said("same", "same-of-proved"));
  EXPECT_EQ(said(proved, other), Said("differs-proved", "differs-of-proved"));
  EXPECT_EQ(said(proved, {.text = words(59) + "changed", .proved = true}), Said("differs-both-proved", "differs-both-proved"));
  MemoryStore store;
  const ItemId id = store.put("a#1", item(proved));
  store.put("b#1", item(other));
  store.run();
  EXPECT_EQ(store.judgement(id).verdict, AUTHENTIC);
  EXPECT_EQ(store.found(id, "copy.compared")->strength(), STRENGTH_D);
}

TEST(Copies, AreFoundByAuthorTimeAndTextWhereTheIdWasReplaced) {
  EXPECT_EQ(said({}, {.id = ""}), Said("same", "same"));
  EXPECT_EQ(said({}, {.id = "other@gateway.example"}), Said("same", "same"));
  EXPECT_EQ(said({}, {.id = "other@gateway.example", .text = words(60, "wholly")}), Said("-", "-"));
}

TEST(Copies, OneIdOnOtherMailIsNoCopy) {
  EXPECT_EQ(said({}, {.subject = "Another", .text = words(60, "wholly"), .date = 1'490'086'400}), Said("-", "-"));
  EXPECT_EQ(said({}, {.id = "two@en-avant.example", .date = 1'490'086'400}), Said("-", "-"));
}

TEST(Copies, OneIdOnManyMessagesIsComparedOnceEach) {
  MemoryStore store;
  for (int i = 0; i < 20'000; ++i) store.put("a#" + std::to_string(i + 1), item({.text = words(8) + std::to_string(i)}));
  store.run();
  for (const ItemId id : {1, 2, 20'000}) ASSERT_NE(store.found(id, "copy.compared"), nullptr) << id;
}

// ---- ghosts ----

Item answer(const std::string& id, const std::string& to, const std::vector<std::string>& references = {}) {
  Item made = item({.id = id, .subject = "Re: Budget"});
  Thread thread;
  thread.set_in_reply_to(to);
  for (const std::string& one : references) thread.add_references(one);
  thread.SerializeToString(made.mutable_thread());
  return made;
}

TEST(Ghosts, AreNamedOnTheirAnswersAndListed) {
  MemoryStore store;
  const ItemId first = store.put("a#1", answer("b", "gone", {"here"}));
  const ItemId second = store.put("a#2", answer("c", "gone"));
  const ItemId here = store.put("a#3", answer("here", ""));
  store.run();
  for (const ItemId id : {first, second}) {
    ASSERT_NE(store.found(id, "thread.ghost"), nullptr);
    EXPECT_EQ(text_param(*store.found(id, "thread.ghost"), "message_id"), "gone");
  }
  EXPECT_EQ(store.found(here, "thread.ghost"), nullptr);
  EXPECT_EQ(store.notes["ghosts.count"], "1");
  EXPECT_EQ(store.notes["ghosts.list"], "gone\t2\t2\ta#1\t1490000000\tBudget\n");
}

TEST(Ghosts, CyclesAndSelfAnswersAreNone) {
  MemoryStore store;
  store.put("a#1", answer("a", "b", {"c"}));
  store.put("a#2", answer("b", "c", {"a"}));
  store.put("a#3", answer("c", "c", {"b", "a"}));
  store.run();
  EXPECT_EQ(store.notes["ghosts.count"], "0");
}

TEST(Ghosts, ListIsBoundedAndTheMostNamedStandFirst) {
  MemoryStore store;
  for (int i = 0; i < 3'000; ++i) store.put("a#" + std::to_string(i + 1), answer("m" + std::to_string(i), i < 2 ? "often" : "g\t" + std::to_string(i)));
  store.run();
  EXPECT_EQ(store.notes["ghosts.count"], "2999");
  EXPECT_TRUE(store.notes["ghosts.list"].starts_with("often\t2\t2\ta#1\t"));
  EXPECT_EQ(std::count(store.notes["ghosts.list"].begin(), store.notes["ghosts.list"].end(), '\n'), 1'000);
}

}  // namespace
}  // namespace winnow::relate
