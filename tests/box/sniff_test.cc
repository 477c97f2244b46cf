#include <gtest/gtest.h>

#include <filesystem>

#include "box/archive_helpers.h"
#include "box/box.h"

namespace winnow::box {
namespace {

using namespace std::literals;

Sniffed kind(std::string_view bytes) { return sniff(as_bytes(bytes)); }

TEST(Sniff, MessagesAreKnownWhateverTheirFirstLines) {
  for (const auto text :
       {"Received: from a by b; Tue, 11 Apr 2017 09:12:44 +0200\nFrom: a@a.example\nSubject: x\n\nbody"sv,
        "From: a@a.example\r\nTo: b@b.example\r\nSubject: draft\r\n\r\n"sv,
        ">From a@a.example Tue Apr 11 09:12:44 2017\nReturn-Path: <a@a.example>\nMessage-ID: <1@a.example>\n\nx"sv,
        "From nonsense\nReceived: x\nMessage-ID: <1@a.example>\nSubject: x\n\nx"sv,
        "DKIM-Signature: v=1; a=rsa-sha256; d=a.example; h=from; b=x\n\nx"sv,
        "Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=1\n\n--1\n"sv,
        "received: x\nmessage-id: <1@a.example>\nfrom: a@a.example\n\nx"sv,
        "Received: x\rMessage-ID: <1@a.example>\rSubject: y\r\rbody\r"sv,
        "From: Moderator\nTo: List\nDate: Mon, 22 Mar 1994 13:34:51 +0000\nSubject: x\n\nx"sv})
    EXPECT_EQ(kind(text).format, Format::kMessage) << text;
}

TEST(Sniff, OtherTextsWithColonsAreNoMessages) {
  for (const auto text :
       {"Subject: shopping\nmilk, eggs\n"sv, "To: all staff\nFrom: Bob\nDate: 3 March\nSubject: picnic\n\nBring food.\n"sv,
        "From: Ana <ana@a.example>\nSent: Tuesday 11 April\nTo: Ben\nSubject: printed\n\ntext"sv,
        "HTTP/1.1 200 OK\nDate: Tue, 11 Apr 2017 09:12:44 GMT\nContent-Type: text/html\n\n"sv,
        "GET / HTTP/1.1\nHost: x\nFrom: a@a.example\nDate: x\n\n"sv,
        "BEGIN:VCARD\nVERSION:3.0\nEMAIL:a@a.example\nEND:VCARD\n"sv,
        "---\nfrom: a@a.example\nto: b@b.example\nsubject: x\n"sv, "from: a@a.example\nto: b@b.example\nsubject: x\n"sv,
        "2017-04-11 09:12:44 Received: 12\n2017-04-11 09:12:45 Message-ID: 3\n"sv,
        "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\nSubject: [PATCH] x\n"sv,
        "int main() {\n  case Received: return 1;\n}\n"sv, "Package: winnow\nVersion: 1\nMaintainer: a@a.example\nDate: x\n"sv})
    EXPECT_EQ(kind(text).format, Format::kDocument) << text;
}

TEST(Sniff, MailboxesAreKnownBehindAMarkAndEmptyLines) {
  const auto mailbox = "From a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n"s;
  for (const auto& head : {""s, "\n\n"s, "\r\n"s, "\xEF\xBB\xBF"s}) EXPECT_EQ(kind(head + mailbox).format, Format::kMbox) << head;
  EXPECT_EQ(kind("From here on\nit is: prose\n").format, Format::kDocument);
}

TEST(Sniff, OfficeFilesAndBooksAreDocumentsThoughTheyAreZips) {
  const auto docx = make_archive({{"[Content_Types].xml", "<Types/>"}, {"_rels/.rels", "<x/>"}, {"word/document.xml", "<x/>"}}, "zip");
  const auto xlsm = make_archive({{"_rels/.rels", "<x/>"}, {"xl/vbaProject.bin", "x"}, {"xl/workbook.xml", "<x/>"}}, "zip");
  const auto jar = make_archive({{"META-INF/", "", AE_IFDIR}, {"META-INF/MANIFEST.MF", "x"}}, "zip");
  EXPECT_EQ(kind(docx).media_type, "application/vnd.openxmlformats-officedocument.wordprocessingml.document");
  EXPECT_EQ(kind(xlsm).media_type, "application/vnd.ms-excel.sheet.macroEnabled.12");
  EXPECT_EQ(kind(jar).media_type, "application/java-archive");
  for (const auto& bytes : {docx, xlsm, jar}) EXPECT_EQ(kind(bytes).format, Format::kDocument);
  EXPECT_EQ(kind(make_archive({{"word/letter.eml", "x"}}, "zip")).format, Format::kArchive);
}

TEST(Sniff, AnOpenDocumentIsNamedByItsFirstEntry) {
  const auto type = "application/vnd.oasis.opendocument.text"s;
  const auto size = std::string(1, static_cast<char>(type.size())) + "\0\0\0"s;
  const auto odf = "PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0"s + size + size + "\x08\0\0\0mimetype"s + type + "PK\x03\x04"s;
  EXPECT_EQ(kind(odf).format, Format::kDocument);
  EXPECT_EQ(kind(odf).media_type, type);
}

TEST(Sniff, CommonDocumentsHaveTheirMediaTypes) {
  const std::vector<std::pair<std::string, std::string_view>> table = {
      {"%PDF-1.7\n", "application/pdf"}, {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "application/x-ole-storage"},
      {"{\\rtf1", "application/rtf"}, {"\x89PNG\r\n\x1A\n", "image/png"}, {"\xFF\xD8\xFF\xE0", "image/jpeg"},
      {"RIFF\0\0\0\0WAVE"s, "audio/vnd.wave"}, {"\0\0\0\x20""ftypisom"s, "video/mp4"}, {"<!DOCTYPE html><p>", "text/html"},
      {"  <HTML>", "text/html"}, {"<?xml version='1.0'?><a/>", "application/xml"}, {"BEGIN:VCALENDAR\n", "text/calendar"},
      {"plain words", "text/plain"}, {"caf\xE9 au lait", "text/plain"}, {"\xFF\xFE""a\0b\0"s, "text/plain"},
      {"\x01\x02\x03", "application/octet-stream"}, {"", "application/x-empty"}, {"!BDN", "application/vnd.ms-outlook-pst"}};
  for (const auto& [bytes, type] : table) {
    EXPECT_EQ(kind(bytes).media_type, type) << bytes;
    EXPECT_EQ(kind(bytes).format, Format::kDocument) << bytes;
  }
}

TEST(Sniff, ATarOfMailIsAnArchiveAndNoMessage) {
  const std::string mail = "From: ana@example.org\nTo: bob@example.org\nSubject: one\nMessage-ID: <1@example.org>\n\ntext\n";
  for (const std::string& content : {mail, "From ana@example.org Mon Jun  3 10:00:00 2019\n" + mail, std::string("text\n")})
    for (const char* name : {"loose.eml", "ana.mbox", "From here"})
      EXPECT_EQ(kind(make_archive({{name, content}, {"b", content}}, "ustar")).media_type, "application/x-tar") << name;
}

TEST(Sniff, ATarIsKnownByItsChecksumAlone) {
  auto tar = make_archive({{"a", "1"}}, "ustar");
  EXPECT_EQ(kind(tar).media_type, "application/x-tar");
  tar[0] = 'b';
  EXPECT_EQ(kind(tar).format, Format::kDocument);
}

TEST(Sniff, EveryCutOfAFileHasAnAnswer) {
  for (const auto& whole : {make_archive({{"mimetype", "application/epub+zip"}, {"a", "1"}}, "zip"), make_archive({{"a", "1"}}, "ustar"),
                            "From a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n"s, "MZ"s + std::string(100, 'x') + "PK\x03\x04"})
    for (std::size_t size = 0; size < whole.size() && size < 600; ++size) EXPECT_FALSE(kind(whole.substr(0, size)).media_type.empty());
}

TEST(SniffCorpus, RealMessagesAreMessages) {
  const std::filesystem::path shared = std::filesystem::path(WINNOW_SHARED) / "corpora";
  if (!std::filesystem::exists(shared)) GTEST_SKIP() << "corpora is absent";
  for (const char* const set : {"lists-vger", "phish-1", "spamassassin-2002", "bounces", "zk"}) {
    struct Check : MemberSink {
      std::string content;
      std::size_t messages = 0, others = 0;
      bool begin(std::string_view, std::optional<std::uint64_t>) override { return content.clear(), true; }
      bool data(Bytes bytes) override { return content += as_text(bytes), true; }
      void end() override {
        const auto format = kind(content).format;
        ++(format == Format::kMessage || format == Format::kMbox ? messages : others);
      }
      void lost(std::string_view, std::string_view, std::uint64_t) override { ++others; }
    } check;
    const auto archive = read_file(shared / (set + ".tar.zst"s));
    ArchiveBudget budget(archive.size());
    ASSERT_TRUE(read_archive(archive_in_memory(as_bytes(archive)), "x", budget, check));
    EXPECT_EQ(check.others, 0u) << set;
    EXPECT_GT(check.messages, 0u) << set;
  }
}

}  // namespace
}  // namespace winnow::box
