// Files in the text of a mail are items, fetched back byte for byte, and proved only where the signed text leaves no doubt.
#include <gmock/gmock.h>

#include "base/hash.h"
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

std::string mail(const std::string& text, const std::string& fields = "") {
  return "From: Ana <ana@en-avant.example>\r\nTo: luc@press.example\r\nSubject: Tuesday\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\n"
         "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n" + fields + "\r\n" + text;
}

std::string uuencoded(const std::string& name, const std::string& bytes, char zero = '`') {
  const auto put = [zero](unsigned value) { return value == 0 ? zero : static_cast<char>(value + ' '); };
  std::string out = "begin 644 " + name + "\r\n";
  for (std::size_t at = 0; at < bytes.size(); at += 45) {
    const std::string line = bytes.substr(at, 45);
    out += put(static_cast<unsigned>(line.size()));
    for (std::size_t i = 0; i < line.size(); i += 3) {
      const auto byte = [&](std::size_t j) { return j < line.size() ? static_cast<unsigned char>(line[j]) : 0U; };
      const unsigned bits = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
      for (int shift = 18; shift >= 0; shift -= 6) out += put(bits >> shift & 0x3F);
    }
    out += "\r\n";
  }
  return out + "`\r\nend\r\n";
}

std::vector<std::string> suffixes(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& item : group.items()) all.push_back(item.suffix());
  return all;
}

void expect_fetched_as_hashed(const std::string& message, const ItemGroup& group) {
  for (const record::Item& item : group.items()) {
    std::string bytes;
    EXPECT_TRUE(fetch_from_message(as_bytes(message), item.suffix(), [&](Bytes more) { bytes.append(as_text(more)); })) << item.suffix();
    EXPECT_EQ(sha256(as_bytes(bytes)), item.sha256()) << item.suffix();
  }
}

const std::string kPdf = "%PDF-1.4\n" + std::string(100, '\0') + "end of it";

TEST(CodedText, FilesAreItemsWithTheirPlaceInTheMessage) {
  const std::string message = mail("See:\r\n" + uuencoded("a.pdf", kPdf) + "and\r\n" + uuencoded("a.pdf", "other") + "bye\r\n");
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_THAT(suffixes(group), ElementsAre("", ":1!a.pdf", ":1!a.pdf~2"));
  const record::Item& item = group.items(1);
  EXPECT_EQ(item.kind(), record::KIND_ATTACHMENT);
  EXPECT_EQ(item.sha256(), sha256(as_bytes(kPdf)));
  EXPECT_EQ(item.media_type(), "application/pdf");
  EXPECT_EQ(item.name(), "a.pdf");
  EXPECT_EQ(item.encoding(), "x-uuencode");
  EXPECT_EQ(message.substr(item.range().begin(), item.range().end() - item.range().begin()), uuencoded("a.pdf", kPdf));
  expect_fetched_as_hashed(message, group);
}

TEST(CodedText, ArchivesAndMailboxesInThemAreOpened) {
  const std::string box = "From ana@example.org Tue Apr 11 09:12:44 2017\nFrom: a@example.org\nSubject: s\nMessage-ID: <1@example.org>\n\ntext\n";
  const std::string message = mail(uuencoded("x.zip", packed(Packing::kZip, {{"in.txt", "text"}, {"b.mbox", box}})) + uuencoded("c.mbox", box));
  const ItemGroup group = examine_message(as_bytes(message), {});
  EXPECT_THAT(suffixes(group), ElementsAre("", ":1!x.zip", ":1!x.zip!in.txt", ":1!x.zip!b.mbox", ":1!x.zip!b.mbox#1", ":1!c.mbox", ":1!c.mbox#1"));
  EXPECT_THAT(group.losses(), IsEmpty());
  expect_fetched_as_hashed(message, group);
}

TEST(CodedText, TextWithATransferEncodingIsDecodedFirst) {
  const std::string message = mail(support::base64("See:\r\n" + uuencoded("a.pdf", kPdf)) + "\r\n", "Content-Transfer-Encoding: base64\r\n");
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_THAT(suffixes(group), ElementsAre("", ":1!a.pdf"));
  EXPECT_FALSE(group.items(1).has_range());
  EXPECT_EQ(group.items(1).sha256(), sha256(as_bytes(kPdf)));
  expect_fetched_as_hashed(message, group);
}

TEST(CodedText, AnAttachedTextIsAFileAndNotReadForFiles) {
  const std::string message = mail(uuencoded("a.pdf", kPdf), "Content-Disposition: attachment; filename=notes.txt\r\n");
  EXPECT_THAT(suffixes(examine_message(as_bytes(message), {})), ElementsAre("", ":1"));
}

std::vector<std::string> believed(const std::string& text, bool simple_body = false,
                                  const std::string& fields = "Content-Transfer-Encoding: 7bit\r\n") {
  support::FixedKeys keys({support::key_of()});
  ExamineOptions options;
  options.keys = &keys;
  support::SignOptions how;
  how.simple_body = simple_body;
  const std::string message = support::sign(mail(text, fields), how);
  const ItemGroup group = examine_message(as_bytes(message), options);
  std::vector<std::string> all;
  for (const auto& item : group.items())
    for (const auto& finding : item.findings())
      if (finding.check() == "attachment.inherits") all.push_back(item.suffix());
  return all;
}

TEST(CodedText, AFileInSignedTextIsProvedWhereNoBlankCouldMove) {
  // A relaxed hash does not count blanks, and in uuencode a blank is a byte: the text itself is not pinned then.
  EXPECT_THAT(believed("See:\r\n" + uuencoded("a.pdf", kPdf)), IsEmpty());
  EXPECT_THAT(believed("See:\r\n" + uuencoded("a.pdf", kPdf), true), ElementsAre(":1!a.pdf"));
  EXPECT_THAT(believed("See:\r\n" + uuencoded("a.pdf", kPdf, ' '), true), ElementsAre(":1!a.pdf"));
}

TEST(CodedText, WhereAnUnsignedFieldCouldDecodeTheTextItIsNotProved) {
  EXPECT_THAT(believed("See:\r\n" + uuencoded("a.pdf", kPdf), false, ""), IsEmpty());
}

TEST(CodedText, ABrokenFileInSignedTextIsNotProved) {
  std::string cut = uuencoded("a.pdf", kPdf);
  cut.resize(cut.size() - 5);
  EXPECT_THAT(believed("See:\r\n" + cut), IsEmpty());
}

}  // namespace
}  // namespace winnow::run
