// winmail.dat end to end: its members are items, and each is fetched back byte for byte.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/hash.h"
#include "mailmaker/tnef.h"
#include "run/archive_helpers.h"
#include "run/examine.h"
#include "run/fetch.h"
#include "support/examined.h"
#include "support/signer.h"

namespace winnow::run {
namespace {

using mailmaker::TnefContent;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string carrier(const std::string& file) {
  return "From: Ana <ana@en-avant.example>\r\nTo: luc@press.example\r\nSubject: Tuesday\r\nDate: Tue, 11 Apr 2017 09:12:44 +0200\r\n"
         "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee the file.\r\n--b\r\n"
         "Content-Type: application/octet-stream; name=file.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
         support::base64(file) + "\r\n--b--\r\n";
}

std::vector<std::string> suffixes(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& item : group.items()) all.push_back(item.suffix());
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
    EXPECT_TRUE(fetch_from_message(as_bytes(message), item.suffix(), [&](Bytes more) { bytes.append(as_text(more)); })) << item.suffix();
    EXPECT_EQ(sha256(as_bytes(bytes)), item.sha256()) << item.suffix();
    EXPECT_EQ(bytes.size(), item.size()) << item.suffix();
  }
}

TnefContent with_everything() {
  TnefContent inner;
  inner.subject = "inner";
  inner.sender_name = "Bob";
  inner.sender_address = "bob@other.example";
  inner.message_id = "<inner@other.example>";
  inner.submitted = 1'491'894'764;
  inner.files = {{"deep.txt", "deep", false}};
  TnefContent outer;
  outer.rtf = "{\\rtf1 text}";
  outer.files = {{"a.pdf", "%PDF-1.4\n", false}, {"a.pdf", "%PDF-1.5\n", false}, {"Fwd", mailmaker::write_tnef(inner), true},
                 {"z.zip", packed(Packing::kZip, {{"in.txt", "text"}}), false}};
  return outer;
}

TEST(TnefItems, MembersAreItemsWithLocatorsOfTheirOwn) {
  const std::string message = carrier(mailmaker::write_tnef(with_everything()));
  const ItemGroup group = examine_message(as_bytes(message), {});
  ASSERT_THAT(suffixes(group), ElementsAre("", ":2", ":2!message.rtf", ":2!a.pdf", ":2!a.pdf~2", ":2!Fwd", ":2!Fwd!deep.txt",
                                           ":2!z.zip", ":2!z.zip!in.txt"));
  EXPECT_EQ(item_at(group, ":2").media_type(), "application/ms-tnef");
  EXPECT_EQ(item_at(group, ":2!message.rtf").sha256(), sha256(as_bytes("{\\rtf1 text}")));
  EXPECT_EQ(item_at(group, ":2!a.pdf").media_type(), "application/pdf");
  const record::Item& embedded = item_at(group, ":2!Fwd");
  EXPECT_EQ(embedded.kind(), record::KIND_MESSAGE);
  EXPECT_EQ(embedded.subject(), "inner");
  EXPECT_EQ(embedded.from(), "bob@other.example");
  EXPECT_EQ(embedded.message_id(), "inner@other.example");
  EXPECT_EQ(embedded.date(), 1'491'894'764);
  EXPECT_EQ(item_at(group, ":2!Fwd!deep.txt").parent(), 6U);
  EXPECT_THAT(group.losses(), IsEmpty());
  expect_fetched_as_hashed(message, group);
}

// Files in a winmail.dat are not packed, so that their bytes can be cut out of it; a text that was unpacked stands nowhere.
TEST(TnefItems, AFileStandsInTheStreamThatHoldsIt) {
  const std::string message = carrier(mailmaker::write_tnef(with_everything()));
  const ItemGroup group = examine_message(as_bytes(message), {});
  const auto fetched = [&](std::string_view suffix) {
    std::string bytes;
    EXPECT_TRUE(fetch_from_message(as_bytes(message), suffix, [&](Bytes more) { bytes.append(as_text(more)); }));
    return bytes;
  };
  for (const auto& [suffix, around] : {std::pair{":2!a.pdf", ":2"}, {":2!a.pdf~2", ":2"}, {":2!Fwd", ":2"}, {":2!Fwd!deep.txt", ":2!Fwd"}, {":2!z.zip", ":2"}}) {
    const record::Item& item = item_at(group, suffix);
    ASSERT_TRUE(item.has_range()) << suffix;
    EXPECT_EQ(fetched(around).substr(item.range().begin(), item.range().end() - item.range().begin()), fetched(suffix)) << suffix;
  }
  EXPECT_FALSE(item_at(group, ":2!message.rtf").has_range());
  EXPECT_FALSE(item_at(group, ":2!z.zip!in.txt").has_range());
}

std::vector<std::string> believed(const ItemGroup& group) {
  std::vector<std::string> all;
  for (const auto& item : group.items())
    for (const auto& finding : item.findings())
      if (finding.check() == "attachment.inherits") all.push_back(item.suffix());
  return all;
}

ItemGroup examined_signed(const std::string& stream) {
  support::FixedKeys keys({support::key_of()});
  ExamineOptions options;
  options.keys = &keys;
  const std::string message = support::sign(carrier(stream));
  return examine_message(as_bytes(message), options);
}

TEST(TnefItems, FilesOfASignedMessageAreProvedAndEmbeddedMessagesAreNot) {
  EXPECT_THAT(believed(examined_signed(mailmaker::write_tnef(with_everything()))),
              ElementsAre(":2", ":2!message.rtf", ":2!a.pdf", ":2!a.pdf~2", ":2!z.zip", ":2!z.zip!in.txt"));
}

TEST(TnefItems, NothingInAStreamThatCanBeReadInTwoWaysIsProved) {
  const std::string stream = mailmaker::write_tnef(with_everything()) + "\x09remains";
  const ItemGroup group = examined_signed(stream);
  EXPECT_THAT(believed(group), ElementsAre(":2"));
  EXPECT_THAT(item_at(group, ":2").notes(), Contains("tnef.trailing"));
}

TEST(TnefItems, ACutStreamIsALoss) {
  const std::string stream = mailmaker::write_tnef(with_everything());
  const std::string message = carrier(stream.substr(0, stream.find("%PDF-1.5") + 4));
  const ItemGroup group = examine_message(as_bytes(message), {});
  EXPECT_THAT(suffixes(group), ElementsAre("", ":2", ":2!message.rtf", ":2!a.pdf", ":2!a.pdf~2"));
  ASSERT_EQ(group.losses_size(), 1);
  EXPECT_EQ(group.losses(0).reason(), "archive-damaged");
  expect_fetched_as_hashed(message, group);
}

TEST(TnefItems, StreamsInStreamsEndAtTheDepthOfArchives) {
  std::string stream = mailmaker::write_tnef(TnefContent{});
  for (int i = 0; i < 40; ++i) {
    TnefContent around;
    around.files = {{"m", stream, true}};
    stream = mailmaker::write_tnef(around);
  }
  const ItemGroup group = examine_message(as_bytes(carrier(stream)), {});
  ASSERT_EQ(group.losses_size(), 1);
  EXPECT_EQ(group.losses(0).reason(), "archive-depth");
}

}  // namespace
}  // namespace winnow::run
