// TNEF streams: what is read, and what is said of streams that lie.
#include "mail/tnef.h"

#include <gmock/gmock.h>

#include "base/limits.h"
#include "mail/mapi.h"
#include "mail/rtf.h"
#include "mailmaker/tnef.h"

namespace winnow::mail {
namespace {

using mailmaker::little_endian;
using mailmaker::MapiList;
using mailmaker::tnef_attribute;
using mailmaker::tnef_begin;
using mailmaker::TnefContent;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint32_t kSubject = 0x00018004, kBegins = 0x00069002, kContent = 0x0006800F, kTitle = 0x00018010,
                        kMessageProperties = 0x00069003, kAttachProperties = 0x00069005, kFrom = 0x00008000, kSent = 0x00038005;

// Results are views into the stream that they were read of.
struct Read {
  explicit Read(std::string bytes) : stream(std::move(bytes)), tnef(read_tnef(as_bytes(stream))) {}
  std::string stream;
  Tnef tnef;
};

TEST(Tnef, SaysWhatItHolds) {
  TnefContent content;
  content.subject = "Budget";
  content.sender_name = "Ana";
  content.sender_address = "ana@example.org";
  content.message_id = "<1@example.org>";
  content.submitted = 1'491'894'764;
  content.text = "plain";
  content.html = "<p>html</p>";
  content.rtf = "{\\rtf1 rich}";
  content.files = {{"a.txt", "AAA", false}, {"b.bin", "", false}};
  const Read read(mailmaker::write_tnef(content));
  EXPECT_THAT(read.tnef.notes, IsEmpty());
  EXPECT_EQ(read.tnef.subject, "Budget");
  EXPECT_EQ(read.tnef.sender_name, "Ana");
  EXPECT_EQ(read.tnef.sender_address, "ana@example.org");
  EXPECT_EQ(read.tnef.message_class, "IPM.Note");
  EXPECT_EQ(read.tnef.submitted, 1'491'894'764);
  EXPECT_EQ(read.tnef.text, "plain");
  EXPECT_EQ(read.tnef.html, "<p>html</p>");
  EXPECT_EQ(read.tnef.rtf, "{\\rtf1 rich}");
  ASSERT_EQ(read.tnef.attachments.size(), 2U);
  EXPECT_EQ(read.tnef.attachments[0].name, "a.txt");
  EXPECT_EQ(as_text(read.tnef.attachments[0].data), "AAA");
  EXPECT_TRUE(read.tnef.attachments[1].data.empty());
}

TEST(Tnef, AnEmbeddedMessageIsAStreamOfItsOwn) {
  TnefContent inner;
  inner.subject = "inner";
  TnefContent outer;
  outer.files = {{"Fwd", mailmaker::write_tnef(inner), true}};
  const Read read(mailmaker::write_tnef(outer));
  ASSERT_EQ(read.tnef.attachments.size(), 1U);
  EXPECT_TRUE(read.tnef.attachments[0].embedded);
  EXPECT_EQ(read_tnef(read.tnef.attachments[0].data).subject, "inner");
}

TEST(Tnef, OldAttributesAreReadWhereThereAreNoProperties) {
  const std::string from = little_endian(4, 2) + little_endian(20, 2) + little_endian(4, 2) + little_endian(21, 2) +
                           std::string("Ana\0", 4) + std::string("SMTP:ana@example.org\0", 21);
  const std::string sent = little_endian(2017, 2) + little_endian(4, 2) + little_endian(11, 2) + little_endian(9, 2) +
                           little_endian(12, 2) + little_endian(44, 2) + little_endian(2, 2);
  const Read read(tnef_begin() + tnef_attribute(1, kFrom, from) + tnef_attribute(1, kSent, sent) +
                  tnef_attribute(1, kSubject, std::string("\xC9t\xE9\0", 4)) + tnef_attribute(2, kBegins, "") +
                  tnef_attribute(2, kTitle, std::string("OLD~1.TXT\0", 10)) + tnef_attribute(2, kContent, "x"));
  EXPECT_EQ(read.tnef.sender_address, "ana@example.org");
  EXPECT_EQ(read.tnef.submitted, 1'491'901'964);
  EXPECT_EQ(read.tnef.subject, "Été");
  ASSERT_EQ(read.tnef.attachments.size(), 1U);
  EXPECT_EQ(read.tnef.attachments[0].name, "OLD~1.TXT");
}

TEST(Tnef, AnAddressOfAnotherSystemIsNone) {
  MapiList list;
  list.text(0x0064, "EX");
  list.text(0x0065, "/o=Org/cn=ana@x");
  EXPECT_EQ(Read(tnef_begin() + tnef_attribute(1, kMessageProperties, list.bytes())).tnef.sender_address, "");
}

TEST(Tnef, EveryCutIsReadAsFarAsItGoes) {
  TnefContent content;
  content.subject = "Budget";
  content.html = "<p>html</p>";
  content.files = {{"a.txt", "the file", false}, {"b.txt", "another", false}};
  const std::string whole = mailmaker::write_tnef(content);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const Read read(whole.substr(0, size));
    EXPECT_LE(read.tnef.attachments.size(), 2U) << size;
    for (const auto& attachment : read.tnef.attachments) EXPECT_LE(attachment.data.size(), 8U);
  }
  const Read read(whole.substr(0, whole.find("the file") + 3));
  EXPECT_THAT(read.tnef.notes, ElementsAre("tnef.cut"));
  EXPECT_EQ(as_text(read.tnef.attachments.at(0).data), "the");
}

TEST(Tnef, LyingSizesAreNotes) {
  std::string list = MapiList().bytes();
  list = little_endian(0xFFFFFFFF, 4) + list.substr(4);
  EXPECT_THAT(Read(tnef_begin() + tnef_attribute(1, kMessageProperties, list)).tnef.notes, ElementsAre("tnef.properties-damaged"));
  // A string of four gigabytes, one of many values, a type that nobody knows.
  for (const std::string& value : {little_endian(0x1F, 2) + little_endian(0x37, 2) + little_endian(1, 4) + little_endian(0xFFFFFFFF, 4),
                                   little_endian(0x101F, 2) + little_endian(0x37, 2) + little_endian(0xFFFFFFFF, 4),
                                   little_endian(0x7777, 2) + little_endian(0x37, 2)})
    EXPECT_THAT(Read(tnef_begin() + tnef_attribute(1, kMessageProperties, little_endian(1, 4) + value)).tnef.notes,
                ElementsAre("tnef.properties-damaged"));
  EXPECT_THAT(Read(tnef_begin() + "\x02" + little_endian(kContent, 4) + little_endian(0xFFFFFFFF, 4) + "data").tnef.notes,
              ElementsAre("tnef.cut"));
}

TEST(Tnef, WrongChecksumsAndRemainsAreNotes) {
  std::string wrong = tnef_attribute(1, kSubject, "abc");
  wrong.back() = static_cast<char>(wrong.back() + 1);
  EXPECT_THAT(Read(tnef_begin() + wrong).tnef.notes, ElementsAre("tnef.checksum"));
  EXPECT_THAT(Read(tnef_begin() + "\x07junk").tnef.notes, ElementsAre("tnef.trailing"));
}

TEST(Tnef, WhatIsSaidTwiceIsAmbiguous) {
  const std::string subject = tnef_attribute(1, kSubject, "one");
  EXPECT_THAT(Read(tnef_begin() + subject + subject).tnef.notes, ElementsAre("tnef.ambiguous"));
  MapiList binary;
  binary.binary(0x3701, "other");
  const std::string begin = tnef_begin() + tnef_attribute(2, kBegins, "");
  EXPECT_THAT(Read(begin + tnef_attribute(2, kContent, "this") + tnef_attribute(2, kAttachProperties, binary.bytes())).tnef.notes,
              ElementsAre("tnef.ambiguous"));
  EXPECT_THAT(Read(begin + tnef_attribute(2, kContent, "other") + tnef_attribute(2, kAttachProperties, binary.bytes())).tnef.notes,
              IsEmpty());
  EXPECT_THAT(Read(begin + tnef_attribute(2, kContent, "a") + tnef_attribute(2, kContent, "b")).tnef.notes, ElementsAre("tnef.ambiguous"));
}

TEST(Tnef, TooManyFilesEnd) {
  std::string stream = tnef_begin();
  for (std::size_t i = 0; i <= limits::kTnefAttachments; ++i) stream += tnef_attribute(2, kBegins, "");
  const Read read(std::move(stream));
  EXPECT_EQ(read.tnef.attachments.size(), limits::kTnefAttachments);
  EXPECT_THAT(read.tnef.notes, ElementsAre("tnef.too-many-files"));
}

// The two examples of MS-OXRTFCP section 4.
const std::string kHello("\x2d\0\0\0\x2b\0\0\0\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\0\x0a\0\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65"
                         "\x6c\x09\0\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0", 49);
const std::string kRepeated("\x1a\0\0\0\x1c\0\0\0\x4c\x5a\x46\x75\xe2\xd4\x4b\x51\x41\0\x04\x20\x57\x58\x59\x5a\x0d\x6e\x7d\x01\x0e\xb0", 30);

TEST(Rtf, UnpacksTheExamplesOfTheSpecification) {
  Notes notes;
  EXPECT_EQ(unpack_rtf(as_bytes(kHello), 1000, notes), "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
  EXPECT_EQ(unpack_rtf(as_bytes(kRepeated), 1000, notes), "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
  std::vector<std::string> said;
  notes.merge_into(said);
  EXPECT_THAT(said, IsEmpty());
}

TEST(Rtf, DamageIsANoteAndNeverMoreThanTheLimit) {
  for (std::size_t i = 0; i < kHello.size(); ++i) {
    std::string damaged = kHello;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x55);
    Notes notes;
    EXPECT_LE(unpack_rtf(as_bytes(damaged), 20, notes).size(), 20U);
    std::vector<std::string> said;
    notes.merge_into(said);
    EXPECT_THAT(said, ElementsAre("tnef.rtf-damaged")) << i;
  }
}

TEST(Rtf, ReadsWhatAPersonReads) {
  EXPECT_EQ(read_rtf("{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red0;}\\pard caf\\'e9 {\\b bold}\\par two}"),
            "café bold\ntwo");
  EXPECT_EQ(read_rtf("{\\rtf1\\uc1 \\u8364? \\u-10179?\\u-8704? end}"), "€ 😀 end");
  EXPECT_EQ(read_rtf("{\\rtf1 a\\{b\\}\\\\{\\v hidden} c{\\pict 0102}}"), "a{b}\\ c");
  EXPECT_EQ(read_rtf("{\\rtf1\\bin5 }}}}}x}"), "x");
}

TEST(Rtf, ReadsTheWordsOfWrappedHtml) {
  EXPECT_EQ(read_rtf("{\\rtf1\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 text {\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 more\\htmlrtf }\\htmlrtf0 }"),
            "text more");
}

TEST(Rtf, DeepGroupsAreCounted) {
  const std::string deep = std::string(100'000, '{') + "x" + std::string(100'000, '}') + "y";
  EXPECT_EQ(read_rtf(deep), "xy");
}

}  // namespace
}  // namespace winnow::mail
