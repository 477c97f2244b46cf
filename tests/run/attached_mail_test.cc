// Mailboxes and archives attached to messages: every message in them is an item, and each is fetched back byte for byte.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/hash.h"
#include "base/limits.h"
#include "run/archive_helpers.h"
#include "run/examine.h"
#include "run/fetch.h"
#include "support/examined.h"
#include "support/signer.h"

namespace winnow::run {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

std::string mail(const std::string& subject, const std::string& body = "text\n") {
  return "From: ana@example.org\nTo: bob@example.org\nSubject: " + subject + "\nDate: Mon, 1 May 2017 10:00:00 +0200\n\n" + body;
}

std::string mailbox(const std::vector<std::string>& messages) {
  std::string box;
  for (const std::string& message : messages) box += "From ana@example.org Tue Apr 11 09:12:44 2017\n" + message + "\n";
  return box;
}

// A message with these files attached.
std::string carrier(const std::vector<std::string>& files) {
  std::string message = "From: carla@example.org\nSubject: carrier\nMIME-Version: 1.0\n"
                        "Content-Type: multipart/mixed; boundary=outermost\n\n--outermost\n\nSee what is attached.\n";
  for (const std::string& file : files)
    message += "--outermost\nContent-Type: application/octet-stream; name=attached\nContent-Disposition: attachment\n"
               "Content-Transfer-Encoding: base64\n\n" + support::base64(file) + "\n";
  return message + "--outermost--\n";
}

ItemGroup examined(const std::string& message, const ExamineOptions& options = {}) {
  return examine_message(as_bytes(message), options);
}

std::vector<std::string> suffixes(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& item : group.items()) all.push_back(item.suffix());
  return all;
}

std::vector<std::string> losses(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& loss : group.losses()) all.push_back(loss.suffix() + " " + loss.reason());
  return all;
}

const record::Item& item_at(const ItemGroup& group, std::string_view suffix) {
  for (const auto& item : group.items())
    if (item.suffix() == suffix) return item;
  ADD_FAILURE() << suffix;
  return group.items(0);
}

void expect_fetched_as_hashed(const std::string& message, const ItemGroup& group) {
  for (const record::Item& item : group.items()) {
    std::string bytes;
    EXPECT_TRUE(fetch_from_message(as_bytes(message), item.suffix(), [&](Bytes more) { bytes.append(as_text(more)); }))
        << item.suffix();
    EXPECT_EQ(sha256(as_bytes(bytes)), item.sha256()) << item.suffix();
    EXPECT_EQ(bytes.size(), item.size()) << item.suffix();
  }
}

TEST(AttachedMail, MessagesOfAnAttachedMailboxAreItems) {
  const std::string message = carrier({mailbox({mail("one"), mail("two")})});
  const ItemGroup group = examined(message);
  ASSERT_THAT(suffixes(group), ElementsAre("", ":2", ":2#1", ":2#2"));
  EXPECT_EQ(group.items(1).kind(), record::KIND_ATTACHMENT);
  EXPECT_EQ(group.items(2).kind(), record::KIND_MESSAGE);
  EXPECT_EQ(group.items(2).parent(), 2U);
  EXPECT_EQ(group.items(3).subject(), "two");
  EXPECT_EQ(group.items(3).sha256(), sha256(as_bytes(mail("two"))));
  EXPECT_THAT(losses(group), IsEmpty());
  expect_fetched_as_hashed(message, group);
}

TEST(AttachedMail, MailIsFoundThroughArchivesAndMailboxesInEachOther) {
  const std::string inner = carrier({mailbox({mail("deep")}), "%PDF-1.4\n"});
  const std::string zip = packed(Packing::kZip, {{"a#b.mbox", mailbox({mail("one"), inner})}, {"c.txt", "text\n"}});
  const std::string outer = packed(Packing::kTarGz, {{"in.zip", zip}, {"z.eml", mail("z")}});
  const std::string message = carrier({outer, mailbox({carrier({zip})})});
  const ItemGroup group = examined(message);
  EXPECT_THAT(suffixes(group),
              ElementsAre("", ":2", ":2!in.zip", ":2!in.zip!a%23b.mbox", ":2!in.zip!a%23b.mbox#1", ":2!in.zip!a%23b.mbox#2",
                          ":2!in.zip!a%23b.mbox#2:2", ":2!in.zip!a%23b.mbox#2:2#1", ":2!in.zip!a%23b.mbox#2:3",
                          ":2!in.zip!c.txt", ":2!z.eml", ":3", ":3#1", ":3#1:2", ":3#1:2!a%23b.mbox", ":3#1:2!a%23b.mbox#1",
                          ":3#1:2!a%23b.mbox#2", ":3#1:2!a%23b.mbox#2:2", ":3#1:2!a%23b.mbox#2:2#1", ":3#1:2!a%23b.mbox#2:3",
                          ":3#1:2!c.txt"));
  EXPECT_THAT(losses(group), IsEmpty());
  EXPECT_EQ(item_at(group, ":2!in.zip!a%23b.mbox#2:2#1").subject(), "deep");
  for (const record::Item& item : group.items()) {
    if (item.parent() == 0) continue;
    EXPECT_TRUE(item.suffix().starts_with(group.items(static_cast<int>(item.parent()) - 1).suffix())) << item.suffix();
  }
  expect_fetched_as_hashed(message, group);
}

TEST(AttachedMail, EveryPackingOfAnAttachedMailboxGivesItsMessages) {
  const std::string box = mailbox({mail("one"), mail("two"), mail("three")});
  for (const Packing packing : {Packing::kTar, Packing::kTarGz, Packing::kTarXz, Packing::kTarZst, Packing::kTarBz2,
                                Packing::kZip, Packing::kSevenZip}) {
    const std::string message = carrier({packed(packing, {{"box", box}})});
    const ItemGroup group = examined(message);
    EXPECT_THAT(suffixes(group), ElementsAre("", ":2", ":2!box", ":2!box#1", ":2!box#2", ":2!box#3"));
    EXPECT_EQ(item_at(group, ":2!box").sha256(), sha256(as_bytes(box)));
    EXPECT_THAT(losses(group), IsEmpty());
    expect_fetched_as_hashed(message, group);
  }
}

// A mailbox of several runs, so that messages are numbered across them.
TEST(AttachedMail, ALargeMailboxKeepsItsNumbers) {
  std::vector<std::string> messages;
  for (int i = 1; i <= 60; ++i) messages.push_back(mail(std::to_string(i), std::string(100'000, 'x') + "\n"));
  const std::string message = carrier({mailbox(messages)});
  const ItemGroup group = examined(message);
  ASSERT_EQ(group.items_size(), 62);
  EXPECT_EQ(item_at(group, ":2#60").subject(), "60");
  EXPECT_EQ(item_at(group, ":2#41").sha256(), sha256(as_bytes(messages[40])));
  EXPECT_THAT(losses(group), IsEmpty());
}

TEST(AttachedMail, TheMailboxIsProvedAsAFileAndWhatIsInItSpeaksForItself) {
  const std::string sent =
      "From: Ana <ana@en-avant.example>\r\nTo: Bea <bea@en-avant.example>\r\nSubject: Plan\r\n"
      "Date: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n";
  const std::string signed_mail = support::sign(sent + "Dear all,\r\nFrom Monday on we meet.\r\n", {});
  std::string quoted = signed_mail;
  quoted.replace(quoted.find("\r\nFrom Monday"), 2, "\r\n>");
  const std::string forged = "From: Ana <ana@en-avant.example>\nSubject: Other plan\n\nPay him.\n";
  const std::string box = mailbox({quoted, forged});
  const std::string outer = support::sign(
      "From: Ana <ana@en-avant.example>\r\nTo: Bea <bea@en-avant.example>\r\nSubject: Plan\r\n"
      "Date: Tue, 11 Apr 2017 09:12:44 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
      "--b\r\nContent-Type: text/plain\r\n\r\nHere.\r\n--b\r\nContent-Type: application/octet-stream\r\n"
      "Content-Disposition: attachment; filename=old.mbox\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
          support::base64(box) + "\r\n--b--\r\n", {});
  const support::FixedKeys keys({support::key_of({})});
  ExamineOptions options;
  options.keys = &keys;
  const ItemGroup group = examined(outer, options);
  ASSERT_THAT(suffixes(group), ElementsAre("", ":2", ":2#1", ":2#2"));
  const auto checks = [&](std::string_view suffix) {
    std::vector<std::string> names;
    for (const record::Finding& finding : item_at(group, suffix).findings())
      if (finding.direction() == record::FOR) names.push_back(finding.check());
    return names;
  };
  EXPECT_THAT(checks(""), Contains("dkim.aligned"));
  EXPECT_THAT(checks(":2"), ElementsAre("attachment.inherits"));
  // By its own signature, once the quoting of the mailbox is taken back.
  EXPECT_THAT(checks(":2#1"), Contains("dkim.aligned"));
  EXPECT_THAT(item_at(group, ":2#1").signatures(0).undone(), ElementsAre("mbox.from-quoting"));
  EXPECT_THAT(checks(":2#2"), IsEmpty()) << "to lie in a proved file proves nothing about a message";
}

TEST(AttachedMail, ShallowNamesAMailboxAndDoesNotOpenIt) {
  ExamineOptions options;
  options.shallow = true;
  const ItemGroup group = examined(carrier({mailbox({mail("one")})}), options);
  EXPECT_THAT(suffixes(group), ElementsAre("", ":2"));
  EXPECT_NE(group.items(1).sha256(), "");
  EXPECT_THAT(losses(group), ElementsAre(":2 not-opened"));
}

TEST(AttachedMail, MoreMessagesThanTheLimitAreOneLoss) {
  const std::vector<std::string> many(limits::kItemsPerMessage + 5, mail("one of many"));
  const ItemGroup group = examined(carrier({mailbox(many)}));
  EXPECT_EQ(static_cast<std::size_t>(group.items_size()), limits::kItemsPerMessage);
  EXPECT_THAT(losses(group), ElementsAre(":2#9999 too-many-items"));
}

// What an archive unpacks to may be far more mail than the message itself.
TEST(AttachedMail, MoreMailThanTheMessageLetsExpectIsOneLossAtItsPlace) {
  const std::vector<std::string> many(8, mail("zeros", std::string(limits::kMiB, '0') + "\n"));
  const ItemGroup group = examined(carrier({packed(Packing::kZip, {{"box", mailbox(many)}, {"last.txt", "text\n"}})}));
  ASSERT_EQ(group.losses_size(), 1);
  EXPECT_EQ(group.losses(0).reason(), "embedded-work");
  EXPECT_TRUE(group.losses(0).suffix().starts_with(":2!box#"));
  EXPECT_GT(group.losses(0).bytes(), 5 * limits::kMiB);
  EXPECT_EQ(item_at(group, ":2!box").size(), mailbox(many).size());
  EXPECT_THAT(suffixes(group), Contains(":2!last.txt"));
}

std::string quoted_printable(std::string text) {
  for (std::size_t at = 0; (at = text.find('=', at)) != std::string::npos; at += 3) text.replace(at, 1, "=3D");
  for (std::size_t at = 0; (at = text.find("From ", at)) != std::string::npos; at += 3) text.replace(at, 1, "=46");
  return text;
}

TEST(AttachedMail, MailboxesInMailboxesEnd) {
  std::string message = mail("innermost");
  for (int i = 0; i < 200; ++i)
    message = "From: a@x.example\nMIME-Version: 1.0\nContent-Type: application/mbox\nContent-Disposition: attachment\n"
              "Content-Transfer-Encoding: quoted-printable\n\n" + quoted_printable(mailbox({message}));
  const ItemGroup group = examined(message);
  EXPECT_LE(static_cast<std::size_t>(group.items_size()), 2 * limits::kMimeDepth + 2);
  EXPECT_GT(group.items_size(), 8);
  EXPECT_EQ(group.losses_size(), 1);
}

TEST(AttachedMail, ADamagedArchiveKeepsTheMailBeforeItsDamage) {
  const std::string tar = packed(Packing::kTar, {{"one", mailbox({mail("one"), mail("two")})}, {"two", mailbox({mail("three"), mail("four")})}});
  // Cut inside the second member, behind its first message.
  const std::string cut = tar.substr(0, tar.find("Subject: four"));
  const ItemGroup group = examined(carrier({cut}));
  EXPECT_THAT(suffixes(group), Contains(":2!one#2"));
  EXPECT_THAT(suffixes(group), Contains(":2!two#1"));
  EXPECT_THAT(losses(group), Contains(":2!two archive-damaged"));
}

TEST(AttachedMail, StepsThatLeadNowhereAreNotFound) {
  const std::string message = carrier({mailbox({mail("one")}), packed(Packing::kZip, {{"box", mailbox({mail("x")})}})});
  for (const char* suffix : {":2#0", ":2#2", ":2#", ":2#x", ":2#1#1", ":2#1:2", ":2#99999999999999999999999", ":3!box#2",
                             ":3!bax#1", ":1#1", ":2!box#1", ":2#1!a"})
    EXPECT_FALSE(fetch_from_message(as_bytes(message), suffix, [](Bytes) {})) << suffix;
}

}  // namespace
}  // namespace winnow::run
