// Apple Mail's .emlx and the property lists in it, honest and lying.
#include "box/emlx.h"

#include <gmock/gmock.h>

#include <bit>
#include <random>
#include <string>

#include "base/limits.h"
#include "box/box.h"
#include "box/plist.h"

namespace winnow::box {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const std::string kMessage = "From: ana@en-avant.example\nTo: b@c.example\nSubject: x\nMessage-ID: <1@en-avant.example>\n\nText\n";
const std::string kPlist =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
    "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\">\n<dict>\n\t<key>date-received</key>\n"
    "\t<integer>1493971200</integer>\n\t<key>flags</key>\n\t<integer>8590195717</integer>\n\t<key>nested</key>\n\t<dict><key>flags</key>"
    "<integer>7</integer></dict>\n\t<key>list</key><array><string>a</string></array>\n\t<key>subject</key>\n"
    "\t<string>A &amp; B &#x20AC;</string>\n\t<key>seen</key><true/>\n\t<key>viewed</key><real>12.75</real>\n</dict>\n</plist>\n";

std::string emlx(std::size_t count, const std::string& rest) {
  std::string line = std::to_string(count);
  line.resize(std::max<std::size_t>(line.size(), 10), ' ');
  return line + "\n" + rest;
}
std::string_view part(const std::string& file, const Range& range) { return std::string_view(file).substr(range.begin, range.size()); }

TEST(Emlx, IsKnownByItsBytesAlone) {
  EXPECT_EQ(sniff(as_bytes(emlx(kMessage.size(), kMessage + kPlist))).format, Format::kEmlx);
  EXPECT_EQ(sniff(as_bytes(emlx(5, kMessage))).format, Format::kEmlx) << "a count that lies";
  EXPECT_EQ(sniff(as_bytes(kMessage)).format, Format::kMessage);
  EXPECT_EQ(sniff(as_bytes("12\nsome lines\n")).format, Format::kDocument);
  EXPECT_NE(sniff(as_bytes("99999999999999999999999999999999\n" + kMessage)).format, Format::kEmlx);
}

TEST(Emlx, MessageAndTrailerAreParted) {
  const std::string file = emlx(kMessage.size(), kMessage + kPlist);
  const Emlx split = split_emlx(as_bytes(file));
  EXPECT_EQ(part(file, split.message), kMessage);
  EXPECT_EQ(part(file, split.trailer), kPlist);
  EXPECT_THAT(split.notes, IsEmpty());
}

TEST(Emlx, ACountThatLiesDoesNotCutTheMessage) {
  for (const std::size_t count : {std::size_t{0}, std::size_t{5}, kMessage.size() - 3, kMessage.size() + 40}) {
    const std::string file = emlx(count, kMessage + kPlist);
    const Emlx split = split_emlx(as_bytes(file));
    EXPECT_EQ(part(file, split.message), kMessage) << count;
    EXPECT_THAT(split.notes, ElementsAre("emlx.count-wrong")) << count;
  }
}

TEST(Emlx, ACountBeyondTheFileAndAMissingTrailerAreNamed) {
  const std::string cut = emlx(1'000'000, kMessage);
  EXPECT_EQ(part(cut, split_emlx(as_bytes(cut)).message), kMessage);
  EXPECT_THAT(split_emlx(as_bytes(cut)).notes, ElementsAre("emlx.count-beyond", "emlx.no-trailer"));
  const std::string whole = emlx(kMessage.size(), kMessage);
  EXPECT_THAT(split_emlx(as_bytes(whole)).notes, ElementsAre("emlx.no-trailer"));
  const std::string beyond = emlx(1'000'000, kMessage + kPlist);
  EXPECT_EQ(part(beyond, split_emlx(as_bytes(beyond)).message), kMessage);
}

TEST(Emlx, ATrailerThatIsNoPropertyListStaysInTheMessage) {
  const std::string file = emlx(kMessage.size(), kMessage + "garbage, not a list");
  const Emlx split = split_emlx(as_bytes(file));
  EXPECT_EQ(part(file, split.message), kMessage + "garbage, not a list");
  EXPECT_THAT(split.notes, ElementsAre("emlx.count-wrong", "emlx.no-trailer"));
  const std::string cut = emlx(kMessage.size(), kMessage + kPlist.substr(0, 200));
  EXPECT_EQ(part(cut, split_emlx(as_bytes(cut)).message), kMessage);
  EXPECT_THAT(split_emlx(as_bytes(cut)).notes, ElementsAre("emlx.trailer-damaged"));
}

// A property list quoted in the text is text: the count leads past it.
TEST(Emlx, APropertyListInTheTextEndsNothing) {
  const std::string text = kMessage + kPlist + "more text\n";
  const std::string file = emlx(text.size(), text + kPlist);
  EXPECT_EQ(part(file, split_emlx(as_bytes(file)).message), text);
  const std::string lying = emlx(3, text + kPlist);
  EXPECT_EQ(part(lying, split_emlx(as_bytes(lying)).message), text);
}

TEST(Plist, ScalarsOfTheOutermostDictionary) {
  const Plist plist = read_plist(as_bytes(kPlist));
  EXPECT_TRUE(plist.complete);
  ASSERT_NE(plist.number("flags"), nullptr);
  EXPECT_EQ(*plist.number("flags"), 8590195717);
  EXPECT_EQ(*plist.number("date-received"), 1493971200);
  EXPECT_EQ(*plist.number("viewed"), 12);
  EXPECT_EQ(*plist.number("seen"), 1);
  EXPECT_EQ(*plist.text("subject"), "A & B €");
  EXPECT_EQ(plist.text("list"), nullptr);
  EXPECT_EQ(plist.text("nested"), nullptr);
}

// "bplist00", a dictionary of one-byte references, 0 = the dictionary itself.
std::string binary_plist() {
  std::string bytes = "bplist00";
  std::string offsets;
  const auto object = [&](const std::string& encoded) {
    offsets.push_back(static_cast<char>(bytes.size()));
    bytes += encoded;
  };
  const auto number = [](std::uint64_t value, int log, char marker) {
    std::string out(1, static_cast<char>(marker | log));
    for (int i = (1 << log) - 1; i >= 0; --i) out.push_back(static_cast<char>(value >> (8 * i)));
    return out;
  };
  object(std::string("\xD4\1\2\3\4\5\6\7\x08", 9));
  object(std::string("\x55") + "flags");
  object(std::string("\x5D") + "date-received");
  object(std::string("\x57") + "subject");
  object(std::string("\x56") + "viewed");
  object(number(0x200000001, 3, '\x10'));
  object(number(std::bit_cast<std::uint64_t>(1493971200.5), 3, '\x20'));
  object(std::string("\x62\x20\xAC\0!", 5));
  object("\x09");
  const std::size_t table = bytes.size();
  bytes += offsets;
  bytes += std::string(6, '\0') + "\1\1";
  bytes += number(9, 3, 0).substr(1) + number(0, 3, 0).substr(1) + number(table, 3, 0).substr(1);
  return bytes;
}

TEST(Plist, TheBinaryFormSaysTheSame) {
  const Plist plist = read_plist(as_bytes(binary_plist()));
  EXPECT_TRUE(plist.complete);
  EXPECT_EQ(*plist.number("flags"), 0x200000001);
  EXPECT_EQ(*plist.number("date-received"), 1493971200);
  EXPECT_EQ(*plist.text("subject"), "€!");
  EXPECT_EQ(*plist.number("viewed"), 1);
  const std::string file = emlx(kMessage.size(), kMessage + binary_plist());
  EXPECT_EQ(part(file, split_emlx(as_bytes(file)).trailer), binary_plist());
  const std::string lying = emlx(1, kMessage + binary_plist());
  EXPECT_EQ(part(lying, split_emlx(as_bytes(lying)).message), kMessage);
}

TEST(Plist, WhatIsCutOrNestedWithoutEndOrOfNoUseIsBorne) {
  const std::string binary = binary_plist();
  for (std::size_t size = 0; size < binary.size(); ++size) EXPECT_FALSE(read_plist(as_bytes(binary).first(size)).complete) << size;
  for (std::size_t size = 0; size < kPlist.rfind("</dict>") + 7; ++size) EXPECT_FALSE(read_plist(as_bytes(kPlist).first(size)).complete) << size;
  std::string deep = "<?xml?><plist>";
  for (int i = 0; i < 100'000; ++i) deep += "<dict><key>a</key>";
  EXPECT_FALSE(read_plist(as_bytes(deep)).complete);
  std::string many = "<plist><dict>";
  for (int i = 0; i < 5'000; ++i) many += "<key>k</key><integer>1</integer>";
  EXPECT_EQ(read_plist(as_bytes(many)).entries.size(), limits::kPlistEntries);
  EXPECT_EQ(read_plist(as_bytes("<plist><dict><key>flags</key><integer>99999999999999999999</integer></dict></plist>")).number("flags"), nullptr);
  EXPECT_EQ(read_plist(as_bytes("<plist><dict><key>flags</key><real>1e300</real></dict></plist>")).number("flags"), nullptr);
}

TEST(Plist, ChangedBytesAreReadWithoutHarm) {
  std::mt19937 random(11);
  for (int round = 0; round < 3'000; ++round) {
    std::string bytes = round % 2 == 0 ? binary_plist() : kPlist;
    for (int i = 0; i < 3; ++i) bytes[random() % bytes.size()] = static_cast<char>(random());
    for (const PlistEntry& entry : read_plist(as_bytes(bytes)).entries) EXPECT_LE(entry.key.size(), 2 * limits::kPlistTextBytes);
  }
}

}  // namespace
}  // namespace winnow::box
