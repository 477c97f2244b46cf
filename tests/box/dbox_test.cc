// Dovecot's dbox files, whole, cut and lying.
#include "box/dbox.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <random>
#include <string>

#include "base/limits.h"

namespace winnow::box {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace std::literals;

const std::string kFileHeader = "2 M1e C590b2a40\n";
const std::string kOne = "From: ana@en-avant.example\nSubject: 1\n\nOne\n";
const std::string kTwo = "From: bea@en-avant.example\nSubject: 2\n\nTwo, which is longer\n";

std::string header(std::uint64_t size) { return "\x01\x02N         "s + " " + fmt::format("{:016x}", size) + "\n"; }
std::string piece(const std::string& message, const std::string& metadata = "Gabc\nR590b2a40\nBINBOX\n") {
  return header(message.size()) + message + "\n\x01\x03\n"s + metadata + "\n";
}
std::vector<std::string> messages(const std::string& file) {
  std::vector<std::string> out;
  for (const MboxMessage& message : split_dbox(as_bytes(file)))
    out.push_back((message.unreadable ? "unreadable " : "") + file.substr(message.range.begin, message.range.size()));
  return out;
}
// All cuts that a cutter makes, one a piece.
std::vector<std::string> cuts(const std::string& file) {
  const MboxCutter::ReadAt read = [&](std::uint64_t offset, std::span<std::byte> buffer) -> Result<std::size_t> {
    const auto from = as_bytes(file).subspan(offset).first(std::min<std::size_t>(buffer.size(), file.size() - offset));
    std::copy(from.begin(), from.end(), buffer.begin());
    return from.size();
  };
  MboxCutter cutter(read, file.size(), MboxDialect::kDbox);
  std::vector<std::string> out;
  for (auto range = cutter.next(1); range && *range; range = cutter.next(1))
    for (const std::string& message : messages(file.substr((*range)->begin, (*range)->size()))) out.push_back(message);
  return out;
}

TEST(Dbox, IsKnownByItsBytes) {
  EXPECT_EQ(sniff(as_bytes(kFileHeader + piece(kOne))).format, Format::kDbox);
  EXPECT_EQ(MboxFraming::dialect(as_bytes(kFileHeader + piece(kOne))), MboxDialect::kDbox);
  EXPECT_EQ(sniff(as_bytes("2 M1e C590b2a40\n" + kOne)).format, Format::kDocument);
  EXPECT_EQ(sniff(as_bytes("2 More apples\n"s)).format, Format::kDocument);
}

TEST(Dbox, HoldsMessagesWithMetadata) {
  const std::string file = kFileHeader + piece(kOne) + piece(kTwo, "Gdef\n");
  EXPECT_THAT(messages(file), ElementsAre(kOne, kTwo));
  EXPECT_THAT(cuts(file), ElementsAre(kOne, kTwo));
  const auto split = split_dbox(as_bytes(file));
  EXPECT_FALSE(split[0].content_length_wrong || split[1].content_length_wrong);
  const auto lines = dbox_metadata(as_bytes(file).subspan(split[0].metadata.begin, split[0].metadata.size()));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0].key, 'G');
  EXPECT_EQ(lines[2].value, "INBOX");
}

TEST(Dbox, ASizeThatLiesIsMendedByTheNextMark) {
  for (const std::uint64_t size : {std::uint64_t{0}, std::uint64_t{3}, std::uint64_t{1'000}, ~std::uint64_t{0}}) {
    std::string file = kFileHeader + piece(kOne) + piece(kTwo);
    file.replace(kFileHeader.size(), header(0).size(), header(size));
    EXPECT_THAT(messages(file), ElementsAre(kOne, kTwo)) << size;
    EXPECT_THAT(cuts(file), ElementsAre(kOne, kTwo)) << size;
    EXPECT_TRUE(split_dbox(as_bytes(file))[0].content_length_wrong) << size;
  }
}

TEST(Dbox, WhatIsCutIsKeptAsFarAsItGoes) {
  const std::string file = kFileHeader + piece(kOne) + piece(kTwo);
  for (std::size_t size = kFileHeader.size() + header(0).size(); size < file.size(); ++size) {
    const std::string cut = file.substr(0, size);
    const auto all = messages(cut);
    EXPECT_EQ(all, cuts(cut)) << size;
    ASSERT_FALSE(all.empty()) << size;
    EXPECT_TRUE(kOne.starts_with(all[0]) || all[0].starts_with(kOne)) << size;
  }
}

TEST(Dbox, BytesBetweenMessagesAreNamed) {
  const std::string file = kFileHeader + piece(kOne) + "rest of something\n" + piece(kTwo);
  EXPECT_THAT(messages(file), ElementsAre(kOne, "unreadable rest of something\n", kTwo));
  EXPECT_EQ(messages(file), cuts(file));
  EXPECT_THAT(messages(std::string(100, 'x')), ElementsAre("unreadable " + std::string(100, 'x')));
  EXPECT_THAT(messages(""), IsEmpty());
}

// Marks in a text end nothing as long as the size is true.
TEST(Dbox, MarksInAMessageEndNothing) {
  const std::string tricky = kOne + "\n\x01\x03\nGfake\n\n"s + header(5) + "x\n";
  const std::string file = kFileHeader + piece(tricky) + piece(kTwo);
  EXPECT_THAT(messages(file), ElementsAre(tricky, kTwo));
  EXPECT_THAT(cuts(file), ElementsAre(tricky, kTwo));
}

TEST(Dbox, EveryByteLiesInOnePieceWhateverIsInThem) {
  std::mt19937 random(5);
  const std::string whole = kFileHeader + piece(kOne) + piece(kTwo) + piece(kOne, "") + piece("", "Gx\n");
  for (int round = 0; round < 2'000; ++round) {
    std::string file = whole;
    for (int i = 0; i < 4; ++i) file[random() % file.size()] = static_cast<char>(random());
    if (round % 3 == 0) file.erase(random() % file.size(), random() % 50);
    std::uint64_t at = 0;
    for (const MboxMessage& message : split_dbox(as_bytes(file))) {
      ASSERT_EQ(message.from_line.begin, at);
      ASSERT_LE(message.from_line.end, message.range.begin);
      ASSERT_LE(message.range.begin, message.range.end);
      ASSERT_EQ(message.range.end, message.metadata.begin);
      ASSERT_GT(message.metadata.end, at);
      at = message.metadata.end;
    }
    ASSERT_EQ(at, file.size());
    ASSERT_EQ(messages(file), cuts(file)) << round;
  }
}

}  // namespace
}  // namespace winnow::box
