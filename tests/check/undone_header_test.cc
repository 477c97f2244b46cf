// What a reader is shown beside what was signed: an aspect stays open where they read differently.
#include <gtest/gtest.h>

#include "check/check.h"
#include "check/judged.h"
#include "check/undone.h"

namespace winnow::check {
namespace {

const std::string kSigned =
    "From: Ana Lind <ana@en-avant.example>\r\nTo: Luc <luc@press.example>, zoe@press.example\r\nCc: max@press.example\r\n"
    "Subject: Tuesday\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\n\r\nHello.\r\n";

std::string changed(std::string_view from, std::string_view to) {
  std::string text = kSigned;
  return text.replace(text.find(from), from.size(), to);
}

// The aspects that stay open when the signed message is shown as `shown`; findings that prove all of them stand beside.
unsigned held_open(const std::string& shown) {
  record::Item item;
  const mail::Message now = mail::parse(as_bytes(shown)), before = mail::parse(as_bytes(kSigned));
  constexpr unsigned kAll = record::AUTHOR | record::SUBJECT | record::DATE | record::RECIPIENTS | record::CONTENT;
  record::Finding& proof = *item.add_findings();
  proof.set_direction(record::FOR);
  proof.set_strength(record::STRENGTH_A);
  proof.set_aspects(kAll);
  const UndoneEdit edit{"header.subject-tag", {0, 1}, false};
  compare_restored(now, before, {&edit, 1}, item);
  unsigned open = 0;
  const judge::Judgement judgement = judged(item);
  for (const record::Aspect aspect : {record::AUTHOR, record::SUBJECT, record::DATE, record::RECIPIENTS, record::CONTENT})
    if (judgement.standings.of(aspect) != record::PROVED) open |= static_cast<unsigned>(aspect);
  return open;
}

TEST(UndoneHeader, IsSilentWhereAReaderSeesTheSame) {
  EXPECT_EQ(held_open(kSigned), 0U);
  EXPECT_EQ(held_open(changed("From: Ana Lind", "From: \"Ana Lind\"")), 0U);
  EXPECT_EQ(held_open(changed("Luc <luc@press.example>, zoe@press.example", "zoe@press.example,\r\n Luc <luc@press.example>")), 0U);
  EXPECT_EQ(held_open(changed("09:12:44 +0200", "07:12:44 +0000 (UTC)")), 0U);
  EXPECT_EQ(held_open(changed("Subject: Tuesday", "Subject: =?utf-8?q?Tuesday?=")), 0U);
  EXPECT_EQ(held_open(changed("To: Luc <luc@press.example>, zoe", "Sender: list@list.example\r\nTo: zoe")), 0U) << "one left out";
}

// A tag is text that anybody may have written.
TEST(UndoneHeader, NeverProvesASubjectWithAWordMore) {
  EXPECT_EQ(held_open(changed("Subject: ", "Subject: [I hereby resign] ")), static_cast<unsigned>(record::SUBJECT));
  EXPECT_EQ(held_open(changed("Subject: ", "Subject: [Resigned] ")), static_cast<unsigned>(record::SUBJECT));
  EXPECT_EQ(held_open(changed("Subject: ", "Subject: [press] ")), static_cast<unsigned>(record::SUBJECT));
  EXPECT_EQ(held_open(changed("Subject: Tuesday", "Subject: Tuesday\r\nSubject: I resign")), static_cast<unsigned>(record::SUBJECT));
  EXPECT_EQ(held_open(changed("Subject: Tuesday\r\n", "")), static_cast<unsigned>(record::SUBJECT));
}

TEST(UndoneHeader, LeavesTheAuthorOpenUnderAnotherFrom) {
  constexpr unsigned kAuthor = record::AUTHOR;
  EXPECT_EQ(held_open(changed("Ana Lind <ana@en-avant.example>", "Ana Lind via Press <press@list.example>")), kAuthor);
  EXPECT_EQ(held_open(changed("Ana Lind <", "The Chairman <")), kAuthor);
  EXPECT_EQ(held_open(changed("ana@en-avant.example>", "ana@en-avant.example>, boss@bank.example")), kAuthor);
  EXPECT_EQ(held_open("From: boss@bank.example\r\n" + kSigned), kAuthor);
}

TEST(UndoneHeader, LeavesADateOpenThatNamesAnotherMoment) {
  EXPECT_EQ(held_open(changed("09:12:44 +0200", "09:12:44 +0000")), static_cast<unsigned>(record::DATE));
  EXPECT_EQ(held_open(changed("11 Apr 2017", "12 Apr 2017")), static_cast<unsigned>(record::DATE));
  EXPECT_EQ(held_open(changed("Date:", "Date: soon\r\nDate:")), static_cast<unsigned>(record::DATE));
}

// A new boundary or encoding that shows other words under an old body.
TEST(UndoneHeader, LeavesTheContentOpenUnderAnotherReading) {
  constexpr unsigned kContent = record::CONTENT;
  EXPECT_EQ(held_open(changed("Subject:", "Content-Transfer-Encoding: base64\r\nSubject:")), kContent);
  EXPECT_EQ(held_open(changed("Subject:", "Content-Type: text/html\r\nSubject:")), kContent);
  EXPECT_EQ(held_open(changed("Subject:", "Content-Type: multipart/mixed; boundary=Hello\r\nSubject:")), kContent);
  EXPECT_EQ(held_open(changed("Subject:", "Content-Type: text/plain; charset=\"us-ascii\"\r\nContent-Transfer-Encoding: 7bit\r\nSubject:")), 0U);
}

TEST(UndoneHeader, LeavesRecipientsOpenWithOneMore) {
  constexpr unsigned kRecipients = record::RECIPIENTS;
  EXPECT_EQ(held_open(changed("max@press.example", "max@press.example, spy@bank.example")), kRecipients);
  EXPECT_EQ(held_open(changed("Luc <luc@", "The Minister <luc@")), kRecipients);
  EXPECT_EQ(held_open("To: spy@bank.example\r\n" + kSigned), kRecipients);
}

}  // namespace
}  // namespace winnow::check
