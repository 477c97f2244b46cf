#include "relate/relate.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/time.h"
#include "relate/likeness.h"
#include "support/memory_store.h"

namespace winnow::relate {
namespace {

using namespace record;
using support::MemoryStore;

constexpr unsigned kEverything = AUTHOR | CONTENT | SUBJECT | DATE | RECIPIENTS;

void prove(Item& item, std::string_view check, const std::string& address, std::optional<std::int64_t> not_after = std::nullopt) {
  Finding& finding = *item.add_findings();
  finding.set_check(std::string(check));
  finding.set_direction(FOR);
  finding.set_strength(STRENGTH_A);
  finding.set_aspects(kEverything);
  Param& param = *finding.add_params();
  param.set_name("address");
  param.set_text(address);
  if (!not_after) return;
  Param& bound = *finding.add_params();
  bound.set_name("not_after");
  bound.set_number(*not_after);
}

Item message(const std::string& display, const std::string& address, bool proved, std::optional<std::int64_t> not_after = std::nullopt) {
  Item item;
  item.set_kind(KIND_MESSAGE);
  item.set_from_domain(address.substr(address.find('@') + 1));
  Address& from = *item.add_people();
  from.set_display(display);
  from.set_address(address);
  Address& to = *item.add_people();
  to.set_address("someone@press.example");
  item.set_sha256(sha256(as_bytes(display + address)));
  if (proved) prove(item, "dkim.aligned", address, not_after);
  return item;
}

Item file(Kind kind, const std::string& bytes, bool proved) {
  Item item;
  item.set_kind(kind);
  item.set_sha256(sha256(as_bytes(bytes)));
  item.set_size(bytes.size());
  if (proved) prove(item, "attachment.inherits", "ana@en-avant.example");
  return item;
}

// ---- from.lookalike ----

struct Neighbours { MemoryStore store; ItemId honest = 0, double_of_it = 0; };
Neighbours with_double(const std::string& display, const std::string& address) {
  Neighbours n;
  for (int i = 0; i < 12; ++i) n.honest = n.store.put("a.mbox#" + std::to_string(i + 1), message("Ana Moreau", "ana@en-avant.example", true));
  n.double_of_it = n.store.put("a.mbox#99", message(display, address, true));
  n.store.run();
  return n;
}

TEST(Lookalike, SignedMailOfADoubleIsNeverBelieved) {
  for (const char* address : {"ana@en-avamt.example", "ana@en-avarnt.example", "ana@enavant.example", "ana@mail-en-avant.example",
                              "ana@xn--en-vant-4fg.example", "x.y@en-avamt.example"}) {
    const Neighbours n = with_double("Somebody Else", address);
    ASSERT_NE(n.store.found(n.double_of_it, "from.lookalike"), nullptr) << address;
    EXPECT_EQ(n.store.judgement(n.double_of_it).verdict, UNPROVEN) << address;
    EXPECT_EQ(n.store.judgement(n.honest).verdict, AUTHENTIC) << address;
  }
}

TEST(Lookalike, TheDoubleIsSuspectEvenWhereTheKeyOfTheTrueDomainIsLost) {
  MemoryStore store;
  for (int i = 0; i < 12; ++i) store.put("a#" + std::to_string(i + 1), message("Ana Moreau", "ana@en-avant.example", false));
  const ItemId id = store.put("a#99", message("Ana Moreau", "ana@en-avamt.example", true));
  store.run();
  EXPECT_EQ(store.judgement(id).verdict, UNPROVEN);
}

TEST(Lookalike, MuchMailOfTheDoubleDoesNotMakeItTheKnownOne) {
  MemoryStore store;
  for (int i = 0; i < 3; ++i) store.put("a#" + std::to_string(i + 1), message("Ana Moreau", "ana@en-avant.example", true));
  for (int i = 0; i < 90; ++i) store.put("b#" + std::to_string(i + 1), message("Ana Moreau", "ana@en-avamt.example", false));
  const ItemId id = store.put("b#99", message("Ana Moreau", "ana@en-avamt.example", true));
  store.run();
  EXPECT_EQ(store.judgement(id).verdict, UNPROVEN);
}

TEST(Lookalike, HonestNeighboursAreLeftAlone) {
  struct Pair { const char *a, *b; };
  for (const Pair& pair : {Pair{"jean@gmx.de", "jean@gmx.net"}, Pair{"jean@hotmail.com", "jean@hotmail.fr"}, Pair{"jean@orange.fr", "jean@orange.com"},
                           Pair{"jean@mail.example", "jean@gmail.example"}, Pair{"jean@free.example", "jean@tree.example"}}) {
    MemoryStore store;
    ItemId a = 0, b = 0;
    for (int i = 0; i < 6; ++i) {
      a = store.put("a#" + std::to_string(i + 1), message("Jean Petit", pair.a, true));
      b = store.put("b#" + std::to_string(i + 1), message("Jean Petit", pair.b, true));
    }
    store.run();
    EXPECT_EQ(store.judgement(a).verdict, AUTHENTIC) << pair.a;
    EXPECT_EQ(store.judgement(b).verdict, AUTHENTIC) << pair.b;
  }
}

TEST(Lookalike, ADomainThatThreeOtherOrganizationsWriteToIsKnown) {
  for (const int organizations : {2, 3}) {
    MemoryStore store;
    ItemId id = 0;
    for (int i = 0; i < 4; ++i) {
      id = store.put("a#" + std::to_string(i + 1), message("Ana Moreau", "ana@enavant.example", true));
      store.put("b#" + std::to_string(i + 1), message("Ana Moreau", "ana@en-avant.example", true));
    }
    for (int i = 0; i < organizations; ++i) {
      Item item = message("Luc", "luc@press" + std::to_string(i) + ".example", true);
      item.mutable_people(1)->set_address("ana@enavant.example");
      store.put("c#" + std::to_string(i + 1), item);
    }
    store.run();
    EXPECT_EQ(store.judgement(id).verdict, organizations == 3 ? AUTHENTIC : UNPROVEN) << organizations;
  }
}

TEST(Lookalike, AttachmentsOfADoubleAreNotBelievedEither) {
  MemoryStore store;
  for (int i = 0; i < 12; ++i) store.put("a#" + std::to_string(i + 1), message("Ana Moreau", "ana@en-avant.example", true));
  store.put("a#99", message("Ana Moreau", "ana@en-avamt.example", true));
  Item attachment = file(KIND_ATTACHMENT, std::string(100, 'x'), false);
  prove(attachment, "attachment.inherits", "ana@en-avamt.example");
  const ItemId id = store.put("a#99:2", attachment);
  const ItemId loose = store.put("x.pdf", file(KIND_DOCUMENT, std::string(100, 'x'), false));
  store.run();
  EXPECT_EQ(store.judgement(id).verdict, UNPROVEN);
  EXPECT_EQ(store.judgement(loose).verdict, UNPROVEN);
}

TEST(Likeness, CountsSwapsOfNeighboursOnceAndStopsAtTheLimit) {
  EXPECT_EQ(edit_distance("abcd", "abdc", 2), 1U);
  EXPECT_EQ(edit_distance("abcd", "abcd", 2), 0U);
  EXPECT_EQ(edit_distance("abcd", "wxyz", 2), 3U);
  EXPECT_EQ(edit_distance("", "ab", 2), 2U);
}

// ---- accounts ----

TEST(Breach, MailOfTheAccountIsSupportedAtMost) {
  MemoryStore store;
  const ItemId id = store.put("a#1", message("Ana", "ana@en-avant.example", true));
  Item inside = file(KIND_ATTACHMENT, std::string(100, 'a'), true);
  const ItemId attachment = store.put("a#1:2", inside);
  const ItemId other = store.put("a#2", message("Luc", "luc@press.example", true));
  store.run({.breaches = {{"ana@en-avant.example", unix_seconds(2017, 3, 1)}}, .fixed = {}, .editions = {}});
  EXPECT_NE(store.found(id, "account.breach"), nullptr);
  EXPECT_EQ(store.judgement(id).verdict, CORROBORATED);
  EXPECT_EQ(store.judgement(attachment).verdict, CORROBORATED);
  EXPECT_EQ(store.judgement(other).verdict, AUTHENTIC);
}

TEST(Breach, BytesFixedBeforeItKeepTheirProof) {
  MemoryStore store;
  const ItemId before = store.put("a#1", message("Ana", "ana@en-avant.example", true, unix_seconds(2017, 2, 1)));
  const ItemId same_day = store.put("a#2", message("Ana", "ana@en-avant.example", true, unix_seconds(2017, 3, 1)));
  store.run({.breaches = {{"ana@en-avant.example", unix_seconds(2017, 3, 1)}}, .fixed = {}, .editions = {}});
  EXPECT_EQ(store.judgement(before).verdict, AUTHENTIC);
  EXPECT_EQ(store.judgement(same_day).verdict, CORROBORATED);
}

TEST(Breach, OtherWritingsOfTheAddressAreTheSameAccount) {
  MemoryStore store;
  std::vector<ItemId> same, others;
  for (const char* address : {"ana.moreau@gmail.com", "anamoreau@gmail.com", "a.n.a.moreau+press@googlemail.com", "Ana.Moreau+x@Gmail.com"})
    same.push_back(store.put(address, message("Ana", address, true)));
  for (const char* address : {"ana.moreaux@gmail.com", "ana.moreau@en-avant.example", "+@gmail.com"})
    others.push_back(store.put(address, message("Ana", address, true)));
  store.run({.breaches = {{"ana.moreau+list@gmail.com", unix_seconds(2017, 3, 1)}, {"anamoreau@en-avant.example", 0}}, .fixed = {}, .editions = {}});
  for (const ItemId id : same) EXPECT_EQ(store.judgement(id).verdict, CORROBORATED) << store.locator(id);
  for (const ItemId id : others) EXPECT_EQ(store.judgement(id).verdict, AUTHENTIC) << store.locator(id);
}

TEST(Exposed, ProvedMailOfTheMailboxOwnerSaysSo) {
  MemoryStore store;
  ItemId id = 0;
  for (int i = 0; i < 8; ++i) {
    Item item = message(i % 2 == 0 ? "Ana" : "Luc", i % 2 == 0 ? "ana@en-avant.example" : "luc" + std::to_string(i) + "@press.example", true);
    if (i % 2 == 1) item.mutable_people(1)->set_address("ana@en-avant.example");
    const ItemId put = store.put("ana.mbox#" + std::to_string(i + 1), item);
    if (i == 0) id = put;
  }
  store.run();
  EXPECT_NE(store.found(id, "account.exposed"), nullptr);
  EXPECT_EQ(store.found(id + 1, "account.exposed"), nullptr);
  EXPECT_EQ(store.judgement(id).verdict, AUTHENTIC);
}

// ---- witnesses ----

TEST(Witness, LooseFileEqualToAProvedAttachmentIsSupportedAndItsCarrierNamed) {
  MemoryStore store;
  const std::string bytes(200, 'b');
  store.put("a.mbox#1:2", file(KIND_ATTACHMENT, bytes, true));
  const ItemId loose = store.put("b.pdf", file(KIND_DOCUMENT, bytes, false));
  store.run();
  const Finding* finding = store.found(loose, "witness.attachment");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->strength(), STRENGTH_B);
  EXPECT_EQ(finding->evidence(0).locator(), "a.mbox#1:2");
  EXPECT_EQ(store.judgement(loose).verdict, CORROBORATED);
}

TEST(Witness, UnprovedCarriersAndOtherBytesAndTinyFilesDoNotTestify) {
  MemoryStore store;
  const std::string bytes(200, 'b');
  store.put("a.mbox#1:2", file(KIND_ATTACHMENT, bytes, false));
  store.put("a.mbox#2:2", file(KIND_ATTACHMENT, "x", true));
  const ItemId loose = store.put("b.pdf", file(KIND_DOCUMENT, bytes, false)), tiny = store.put("c.txt", file(KIND_DOCUMENT, "x", false));
  store.run();
  EXPECT_EQ(store.judgement(loose).verdict, UNPROVEN);
  EXPECT_EQ(store.judgement(tiny).verdict, UNPROVEN);
}

TEST(Witness, GivesNoDayThatItsCarrierDoesNotProve) {
  for (const bool dated : {true, false}) {
    MemoryStore store;
    const std::string bytes(200, 'b');
    Item carrier = file(KIND_ATTACHMENT, bytes, true);
    for (Finding& finding : *carrier.mutable_findings()) finding.set_aspects(AUTHOR | CONTENT | (dated ? unsigned{DATE} : 0U));
    store.put("a.mbox#1:2", carrier);
    const ItemId loose = store.put("b.pdf", file(KIND_DOCUMENT, bytes, false));
    store.run();
    EXPECT_EQ(store.judgement(loose).standings.of(DATE), dated ? SUPPORTED : OPEN);
  }
}

TEST(Witness, WordsOfAFileAreNotItsBytes) {
  MemoryStore store;
  const std::string bytes(200, 'b');
  Item carrier = file(KIND_ATTACHMENT, bytes, true);
  for (Finding& finding : *carrier.mutable_findings()) {
    finding.set_check("attachment.inherits");
    finding.set_variant("words");
  }
  store.put("a.mbox#1:2", carrier);
  const ItemId loose = store.put("b.txt", file(KIND_DOCUMENT, bytes, false));
  store.run();
  EXPECT_EQ(store.judgement(loose).verdict, UNPROVEN);
}

TEST(Witness, CopiesNeverLiftEachOther) {
  MemoryStore store;
  const std::string bytes(200, 'b');
  std::vector<ItemId> ids;
  for (int i = 0; i < 4; ++i) {
    ids.push_back(store.put("a" + std::to_string(i), file(i % 2 == 0 ? KIND_DOCUMENT : KIND_ATTACHMENT, bytes, false)));
    ids.push_back(store.put("m" + std::to_string(i), message("Ana", "ana@en-avant.example", false)));
  }
  store.run();
  for (const ItemId id : ids) EXPECT_EQ(store.judgement(id).verdict, UNPROVEN);
}

// ---- signature.reused ----

Item with_signature(const std::string& name, bool pass) {
  Item item = message(name, "ana@en-avant.example", pass);
  Signature& signature = *item.add_signatures();
  signature.set_value_digest("12345678");
  signature.set_result(pass ? RESULT_PASS : RESULT_FAIL);
  return item;
}

TEST(Reused, ADifferentMessageWithTheSameSignaturePointsAtTheIntactOne) {
  MemoryStore store;
  const ItemId broken = store.put("a#1", with_signature("Ana", false)), intact = store.put("a#2", with_signature("Anna", true));
  const ItemId same = store.put("a#3", with_signature("Anna", true));
  store.run();
  const Finding* finding = store.found(broken, "signature.reused");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->variant(), "intact");
  EXPECT_EQ(finding->direction(), NOTE);
  EXPECT_EQ(finding->evidence(0).locator(), "a#2");
  EXPECT_EQ(store.judgement(broken).verdict, UNPROVEN);
  EXPECT_EQ(store.judgement(intact).verdict, AUTHENTIC);
  EXPECT_EQ(store.judgement(same).verdict, AUTHENTIC);
}

TEST(Reused, ASignatureUnderAnotherAuthorAndMessageIdWasCopied) {
  MemoryStore store;
  Item invented = with_signature("Bo", false);
  invented.set_from("bo@other.example");
  invented.set_message_id("<invented@other.example>");
  const ItemId copied = store.put("a#1", invented), source = store.put("a#2", with_signature("Anna", true));
  store.run();
  ASSERT_NE(store.found(copied, "signature.reused"), nullptr);
  EXPECT_EQ(store.found(copied, "signature.reused")->variant(), "moved");
  ASSERT_NE(store.found(source, "signature.reused"), nullptr);
  EXPECT_EQ(store.found(source, "signature.reused")->variant(), "source");
}

TEST(Reused, EqualCopiesAreNoReuse) {
  MemoryStore store;
  const ItemId a = store.put("a#1", with_signature("Ana", true));
  store.put("b#1", with_signature("Ana", true));
  store.run();
  EXPECT_EQ(store.found(a, "signature.reused"), nullptr);
}

// ---- key.computed ----

Item signed_by(const std::string& name, const std::string& key, const std::string& source, std::int64_t when, SignatureState header = PASS) {
  Item item = message(name, name + "@lost.example", false);
  Signature& signature = *item.add_signatures();
  signature.set_mechanism("dkim");
  signature.set_domain("lost.example");
  signature.set_selector("s1");
  signature.set_value_digest(sha256(as_bytes(name)).substr(0, 8));
  signature.set_header(header);
  signature.set_key_channel("computed");
  signature.set_key_source(source);
  signature.set_key_p(key);
  signature.set_signed_at(when);
  return item;
}

std::string param_text(const Finding& finding, std::string_view name) {
  for (const Param& param : finding.params())
    if (param.name() == name) return param.has_text() ? param.text() : std::to_string(param.number());
  return "";
}

TEST(KeyComputed, SaysWhatOneHandSignedAndMovesNothing) {
  MemoryStore store;
  const std::string source = "computed from 3 signatures of this dump";
  const ItemId a = store.put("ana.mbox#1", signed_by("ana", "K", source, unix_seconds(2019, 3, 4)));
  const ItemId b = store.put("bo.mbox#1", signed_by("bo", "K", source, unix_seconds(2019, 5, 6)));
  store.put("bo.mbox#2", signed_by("bo", "K", source, unix_seconds(2019, 5, 6)));   // a copy of the same mail
  const ItemId other = store.put("bo.mbox#3", signed_by("cy", "L", source, unix_seconds(2020, 1, 1)));
  store.run();
  const Finding* finding = store.found(a, "key.computed");
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->direction(), NOTE);
  EXPECT_EQ(param_text(*finding, "messages"), "2");
  EXPECT_EQ(param_text(*finding, "mailboxes"), "2");
  EXPECT_EQ(param_text(*finding, "authors"), "2");
  EXPECT_EQ(param_text(*finding, "first"), "2019-03-04");
  EXPECT_EQ(param_text(*finding, "last"), "2019-05-06");
  EXPECT_EQ(finding->evidence_size(), 3);
  EXPECT_EQ(param_text(*store.found(other, "key.computed"), "messages"), "1");
  for (const ItemId id : {a, b, other}) EXPECT_EQ(store.judgement(id).verdict, UNPROVEN);
}

TEST(KeyComputed, NamesThePublishedKeyThatFits) {
  MemoryStore store;
  const ItemId a = store.put("a#1", signed_by("ana", "K", "fits 2 signatures of this dump; known as s2._domainkey.lost.example (a list)", 0));
  store.run();
  ASSERT_NE(store.found(a, "key.computed"), nullptr);
  EXPECT_EQ(store.found(a, "key.computed")->variant(), "known");
  EXPECT_EQ(param_text(*store.found(a, "key.computed"), "known"), "s2._domainkey.lost.example");
}

TEST(KeyComputed, IsSilentWhereTheKeyDoesNotFitOrCameFromElsewhere) {
  MemoryStore store;
  const ItemId broken = store.put("a#1", signed_by("ana", "K", "computed from 3 signatures of this dump", 0, FAIL));
  const ItemId archive = store.put("a#2", signed_by("bo", "K", "public list mail", 0));
  store.run();
  EXPECT_EQ(store.found(broken, "key.computed"), nullptr);
  EXPECT_EQ(store.found(archive, "key.computed"), nullptr);
}

TEST(RelationTable, NamesTheRelationsInOrder) {
  std::vector<std::string_view> names;
  for (const RelationRow& relation : all()) names.push_back(relation.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"from.lookalike", "account.breach", "account.exposed", "signature.reused", "key.computed", "witness.attachment", "habit.unsigned", "habit.grammar", "clock.zone",
                                                                      "edition.compared", "copy.compared", "thread.ghost"}));
}

}  // namespace
}  // namespace winnow::relate
