#include "run/examine.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/limits.h"
#include "run/fetch.h"

namespace winnow::run {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

ItemGroup examined(const std::string& message, bool shallow = false) {
  ExamineOptions options;
  options.shallow = shallow;
  return examine_message(as_bytes(message), options);
}

std::vector<std::string> suffixes(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& item : group.items()) all.push_back(item.suffix());
  return all;
}

std::vector<std::string> reasons(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& loss : group.losses()) all.push_back(loss.reason());
  return all;
}

std::string fetched(const std::string& message, const std::string& suffix) {
  std::string bytes;
  EXPECT_TRUE(fetch_from_message(as_bytes(message), suffix, [&](Bytes more) { bytes.append(as_text(more)); })) << suffix;
  return bytes;
}

std::string multipart(const std::string& header, const std::vector<std::string>& parts, const std::string& boundary = "b") {
  std::string message = header + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=" + boundary + "\n\n";
  for (const std::string& part : parts) message += "--" + boundary + "\n" + part + "\n";
  return message + "--" + boundary + "--\n";
}

const std::string kPdf =
    "Content-Type: application/x; name=\"a.pdf\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
    "JVBERi0xLjQK";

std::string forwarded(const std::string& message) { return "Content-Type: message/rfc822\n\n" + message; }

// A stored (uncompressed) zip of one file; the CRC of "hello\n" is 0x363a3020.
std::string zip_of_hello(const std::string& name) {
  const auto u16 = [](std::size_t value) { return std::string{static_cast<char>(value), static_cast<char>(value >> 8)}; };
  const auto u32 = [&](std::size_t value) { return u16(value & 0xFFFF) + u16(value >> 16); };
  const std::string common = u16(0) + u16(0) + u16(0) + u16(0x4AA1) + u32(0x363a3020) + u32(6) + u32(6) + u16(name.size());
  const std::string local = "PK\x03\x04" + u16(10) + common + u16(0) + name + "hello\n";
  const std::string central = "PK\x01\x02" + u16(10) + u16(10) + common + u16(0) + u16(0) + u16(0) + u16(0) + u32(0) + u32(0) + name;
  return local + central + "PK\x05\x06" + u16(0) + u16(0) + u16(1) + u16(1) + u32(central.size()) + u32(local.size()) + u16(0);
}

std::string base64(const std::string& bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    unsigned group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0);
    for (std::size_t j = 0; j < 4; ++j) text += i + j > bytes.size() ? '=' : kAlphabet[group >> (18 - 6 * j) & 63];
  }
  return text;
}

std::string zip_part(const std::string& bytes) {
  return "Content-Type: application/zip; name=annex.zip\nContent-Disposition: attachment\n"
         "Content-Transfer-Encoding: base64\n\n" + base64(bytes);
}

TEST(ExamineMessage, TellsWhatItsHeaderSays) {
  const std::string message =
      "From: =?utf-8?q?Ana=C3=AFs?= <Ana@Example.org>\nTo: b@x.example, C <c@x.example>\nCc: d@x.example\n"
      "Subject: =?utf-8?q?caf=C3=A9?=\nDate: Mon, 1 May 2017 10:00:00 +0200\nMessage-ID: <1@x.example>\n\ntext\n";
  const ItemGroup group = examined(message);
  ASSERT_EQ(group.items_size(), 1);
  const record::Item& item = group.items(0);
  EXPECT_EQ(item.kind(), record::KIND_MESSAGE);
  EXPECT_EQ(item.sha256(), sha256(as_bytes(message)));
  EXPECT_EQ(item.size(), message.size());
  EXPECT_EQ(item.from_domain(), "example.org");
  EXPECT_EQ(item.display_name(), "Anaïs");
  EXPECT_EQ(item.subject(), "café");
  EXPECT_EQ(item.message_id(), "1@x.example");
  EXPECT_EQ(item.date(), 1493625600);
  EXPECT_EQ(item.date_offset_minutes(), 120);
  EXPECT_THAT(item.to(), ElementsAre("b@x.example", "c@x.example"));
  ASSERT_EQ(item.people_size(), 4);
  EXPECT_EQ(item.people(0).address(), item.from());
  EXPECT_EQ(item.people(3).address(), "d@x.example");
}

TEST(ExamineMessage, WithoutFromItsFirstPersonIsNobody) {
  const ItemGroup group = examined("To: b@x.example\n\n");
  ASSERT_EQ(group.items(0).people_size(), 2);
  EXPECT_EQ(group.items(0).people(0).address(), "");
  EXPECT_EQ(group.items(0).from(), "");
}

TEST(ExamineMessage, AttachmentsFollowInPreorderWithTheHashOfTheirDecodedBytes) {
  const std::string inner = multipart("From: i@x.example\nSubject: inner\n", {"\ntext", kPdf}, "c");
  const std::string message = multipart("From: o@x.example\n", {"\ntext", kPdf, forwarded(inner), kPdf});
  const ItemGroup group = examined(message);
  EXPECT_THAT(suffixes(group), ElementsAre("", ":2", ":3", ":3.2", ":4"));
  const record::Item& pdf = group.items(1);
  EXPECT_EQ(pdf.kind(), record::KIND_ATTACHMENT);
  EXPECT_EQ(pdf.sha256(), sha256(as_bytes("%PDF-1.4\n")));
  EXPECT_EQ(pdf.size(), 9U);
  EXPECT_EQ(pdf.name(), "a.pdf");
  EXPECT_EQ(pdf.media_type(), "application/pdf") << "by its bytes, not by what the sender says";
  EXPECT_EQ(pdf.encoding(), "base64");
  EXPECT_EQ(message.substr(pdf.range().begin(), pdf.range().end() - pdf.range().begin()), "JVBERi0xLjQK");
  EXPECT_EQ(group.items(2).kind(), record::KIND_MESSAGE);
  EXPECT_EQ(group.items(2).subject(), "inner");
  EXPECT_EQ(group.items(3).parent(), 3U);
  EXPECT_EQ(group.items(4).parent(), 1U);
  EXPECT_THAT(group.losses(), IsEmpty());
}

TEST(ExamineMessage, ASinglePartThatIsAnAttachmentIsPartOne) {
  EXPECT_THAT(suffixes(examined("From: a@x.example\nMIME-Version: 1.0\n" + kPdf)), ElementsAre("", ":1"));
}

TEST(ExamineMessage, AnEncodedEmbeddedMessageIsReadFromItsDecodedBytes) {
  const std::string inner = "From: i@x.example\nSubject: inner\n\ntext\n";
  const std::string message = multipart(
      "From: o@x.example\n",
      {"\ntext", "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64(inner)});
  const ItemGroup group = examined(message);
  ASSERT_THAT(suffixes(group), ElementsAre("", ":2"));
  EXPECT_EQ(group.items(1).subject(), "inner");
  EXPECT_EQ(group.items(1).sha256(), sha256(as_bytes(inner)));
}

TEST(ExamineMessage, MembersOfAnAttachedArchiveAreItems) {
  const ItemGroup group = examined(multipart("From: a@x.example\n", {"\ntext", zip_part(zip_of_hello("a#b.txt"))}));
  ASSERT_THAT(suffixes(group), ElementsAre("", ":2", ":2!a%23b.txt"));
  EXPECT_EQ(group.items(2).sha256(), sha256(as_bytes("hello\n")));
  EXPECT_EQ(group.items(2).parent(), 2U);
  EXPECT_THAT(group.losses(), IsEmpty());
}

TEST(ExamineMessage, ADamagedArchiveIsAnItemAndALoss) {
  std::string zip = zip_of_hello("a.txt");
  zip.resize(30);
  const ItemGroup group = examined(multipart("From: a@x.example\n", {"\ntext", zip_part(zip)}));
  EXPECT_EQ(group.items(1).sha256(), sha256(as_bytes(zip)));
  EXPECT_THAT(reasons(group), Not(IsEmpty()));
}

TEST(ExamineMessage, ShallowNamesWhatItDoesNotOpen) {
  const std::string message = multipart(
      "From: o@x.example\n", {"\ntext", forwarded("From: i@x.example\n\nx\n"), zip_part(zip_of_hello("a.txt"))});
  const ItemGroup group = examined(message, true);
  EXPECT_THAT(suffixes(group), ElementsAre("", ":2", ":3"));
  EXPECT_EQ(group.items(1).kind(), record::KIND_MESSAGE);
  EXPECT_NE(group.items(1).sha256(), "");
  EXPECT_THAT(reasons(group), ElementsAre("not-opened", "not-opened"));
}

TEST(ExamineMessage, MessagesInMessagesEnd) {
  std::string message = "From: a@x.example\n\ninnermost\n";
  for (int i = 0; i < 500; ++i) message = "From: a@x.example\nMIME-Version: 1.0\n" + forwarded(message);
  const ItemGroup group = examined(message);
  EXPECT_GT(group.items_size(), 3);
  EXPECT_LE(static_cast<std::size_t>(group.items_size()), limits::kMimeDepth + 2);
  EXPECT_THAT(reasons(group), ElementsAre("embedded-work"));
}

TEST(ExamineMessage, MoreItemsThanTheLimitAreALossAndNoMore) {
  std::vector<std::string> parts(limits::kItemsPerMessage + 50, "Content-Disposition: attachment\n\nx");
  const ItemGroup group = examined(multipart("From: a@x.example\n", parts));
  EXPECT_LE(static_cast<std::size_t>(group.items_size()), limits::kItemsPerMessage);
  EXPECT_TRUE(group.losses_size() == 1 || !group.items(0).notes().empty());
}

TEST(ExamineMessage, HugeFieldsAreCutInTheRecord) {
  const ItemGroup group = examined("From: " + std::string(1 << 20, 'a') + "@x.example\nSubject: " + std::string(1 << 20, 'b') + "\n\n");
  EXPECT_LE(group.items(0).subject().size(), limits::kFieldTextBytes);
  EXPECT_LT(group.ByteSizeLong(), 64 * limits::kKiB);
}

TEST(ExamineMessage, EveryItemIsFetchedWithTheBytesItWasHashedFrom) {
  const std::string inner = multipart("From: i@x.example\n", {"\ntext", kPdf}, "c");
  const std::string message = multipart(
      "From: o@x.example\n", {"\ntext", kPdf, forwarded(inner), zip_part(zip_of_hello("a.txt")),
                              "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64(inner)});
  const ItemGroup group = examined(message);
  ASSERT_EQ(group.items_size(), 8);
  for (const record::Item& item : group.items())
    EXPECT_EQ(sha256(as_bytes(fetched(message, item.suffix()))), item.sha256()) << item.suffix();
  const OnBytes ignore = [](Bytes) {};
  for (const std::string suffix : {":9", ":3.9", ":4!b.txt", ":", "x", ":2!a", ":2:1"})
    EXPECT_FALSE(fetch_from_message(as_bytes(message), suffix, ignore)) << suffix;
}

TEST(ExamineExtent, GivesAGroupAMessageInOrder) {
  const std::string box = "From a@b.example Mon May  1 10:00:00 2017\nSubject: one\n\n1\n\n"
                          "From a@b.example Mon May  1 10:00:00 2017\nSubject: two\n\n2\n\n";
  Extent extent;
  extent.set_format(FORMAT_MBOX);
  ExtentResult result;
  examine_extent(as_bytes(box), extent, {}, result);
  ASSERT_EQ(result.groups_size(), 2);
  EXPECT_EQ(result.groups(0).items(0).sha256(), sha256(as_bytes("Subject: one\n\n1\n")));
  EXPECT_EQ(result.groups(1).items(0).subject(), "two");
}

ReadAt reader(const std::string& bytes) {
  return [&bytes](std::uint64_t offset, std::span<std::byte> into) -> Result<std::size_t> {
    const std::size_t count = offset >= bytes.size() ? 0 : std::min<std::size_t>(into.size(), bytes.size() - offset);
    std::copy_n(as_bytes(bytes).begin() + static_cast<std::ptrdiff_t>(offset), count, into.begin());
    return count;
  };
}

TEST(ExamineStreamed, AMessageTooLargeToHoldIsHashedAndItsHeaderRead) {
  const std::string body(3 * limits::kMiB, 'x');
  const std::string mail = "From: a@b.example\nSubject: huge\n\n" + body + "\n";
  const std::string box = "From a@b.example Mon May  1 10:00:00 2017\n" + mail + "\n";
  Extent extent;
  extent.set_format(FORMAT_MBOX);
  extent.set_length(box.size());
  ExtentResult result;
  examine_streamed(reader(box), extent, {}, result);
  ASSERT_EQ(result.groups_size(), 1);
  const record::Item& item = result.groups(0).items(0);
  EXPECT_EQ(item.sha256(), sha256(as_bytes(mail)));
  EXPECT_EQ(item.size(), mail.size());
  EXPECT_EQ(item.subject(), "huge");
  EXPECT_THAT(item.notes(), Contains("limit.message-size"));
  EXPECT_THAT(reasons(result.groups(0)), ElementsAre("too-large")) << "nobody looked for attachments";
}

TEST(ExamineStreamed, ADocumentThatShrankIsAFailure) {
  const std::string bytes(3 * limits::kMiB, 'x');
  Extent extent;
  extent.set_length(bytes.size() + 1);
  ExtentResult result;
  examine_streamed(reader(bytes), extent, {}, result);
  EXPECT_EQ(result.failure(), "shrunk");
  EXPECT_EQ(result.groups_size(), 0);
  extent.set_length(bytes.size());
  examine_streamed(reader(bytes), extent, {}, result);
  EXPECT_EQ(result.failure(), "");
  EXPECT_EQ(result.groups(0).items(0).sha256(), sha256(as_bytes(bytes)));
}

}  // namespace
}  // namespace winnow::run
