// Files in the text of a mail: what is one, what it decodes to, and what is said of broken ones.
#include "mail/coded_files.h"

#include <gmock/gmock.h>

namespace winnow::mail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Decoded {
  std::string name, bytes;
  std::vector<std::string> notes;
};

class Collected : public Sink {
 public:
  bool write(Bytes decoded) override { return bytes.append(as_text(decoded)), true; }
  std::string bytes;
};

std::vector<Decoded> decoded(const std::string& text) {
  std::vector<Decoded> all;
  for (const CodedFile& file : find_coded_files(text, 100)) {
    Collected sink;
    Decoded one{file.name, {}, {}};
    decode_coded_file(text, file, sink, one.notes);
    one.bytes = sink.bytes;
    all.push_back(std::move(one));
  }
  return all;
}

const std::string kCat = "begin 644 cat.txt\n#0V%T\n`\nend\n";

TEST(CodedFiles, UuencodedFilesAreFoundWithTheirRanges) {
  const std::string text = "Hello,\n\n" + kCat + "\nand another:\n" + kCat + "bye\n";
  const auto files = find_coded_files(text, 100);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(text.substr(files[0].range.begin, files[0].range.size()), kCat);
  EXPECT_EQ(text.substr(files[1].range.begin, files[1].range.size()), kCat);
  const auto all = decoded(text);
  EXPECT_EQ(all[0].name, "cat.txt");
  EXPECT_EQ(all[0].bytes, "Cat");
  EXPECT_THAT(all[0].notes, IsEmpty());
}

TEST(CodedFiles, LineEndsOfAnyKindAndNamesWithBlanks) {
  const auto all = decoded("begin 0644 my cat.txt\r\n#0V%T\r\n`\r\nend\r\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].name, "my cat.txt");
  EXPECT_EQ(all[0].bytes, "Cat");
}

TEST(CodedFiles, TheBase64FormIsRead) {
  const auto all = decoded("begin-base64 644 cat.txt\nQ2F0\n====\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes, "Cat");
  EXPECT_THAT(all[0].notes, IsEmpty());
}

TEST(CodedFiles, ProseIsNone) {
  EXPECT_THAT(decoded("begin 644 as we said\nnothing of the kind follows\n"), IsEmpty());
  EXPECT_THAT(decoded("we begin 644 cat.txt\n#0V%T\n`\nend\n"), IsEmpty());
  EXPECT_THAT(decoded("> begin 644 cat.txt\n> #0V%T\n> `\n> end\n"), IsEmpty());
  EXPECT_THAT(decoded("begin here\nbegin\nbegin 9\nbegin 644\nbeginning\n"), IsEmpty());
  EXPECT_THAT(decoded("=ybegin of a sentence\n"), IsEmpty());
}

TEST(CodedFiles, ACutFileIsDecodedAsFarAsItGoes) {
  const auto all = decoded("begin 644 cat.txt\n#0V%T\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes, "Cat");
  EXPECT_THAT(all[0].notes, ElementsAre("coded.no-end"));
}

TEST(CodedFiles, LostBlanksAndLinesBehindTheEndAreNotes) {
  EXPECT_THAT(decoded("begin 644 a\n#  \n`\nend\n").at(0).notes, ElementsAre("coded.short-line"));
  EXPECT_EQ(decoded("begin 644 a\n#  \n`\nend\n").at(0).bytes, std::string(3, '\0'));
  EXPECT_THAT(decoded("begin 644 a\n`\n#0V%T\n`\nend\n").at(0).notes, ElementsAre("coded.bad-line"));
}

TEST(CodedFiles, AnEmptyFileIsOne) {
  const auto all = decoded("begin 644 empty\n`\nend\n");
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].bytes, "");
}

std::string yenc(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    const char coded = static_cast<char>(static_cast<unsigned char>(c) + 42);
    if (coded == '\0' || coded == '\n' || coded == '\r' || coded == '=') out += {'=', static_cast<char>(static_cast<unsigned char>(coded) + 64)};
    else out += coded;
    if (out.size() % 128 == 127) out += "\r\n";
  }
  return out + "\r\n";
}

std::string all_bytes() {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(CodedFiles, YencIsDecodedAndSummed) {
  const std::string text = "see:\r\n=ybegin line=128 size=256 name=all bytes.bin\r\n" + yenc(all_bytes()) + "=yend size=256 crc32=29058c73\r\nbye\r\n";
  const auto all = decoded(text);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].name, "all bytes.bin");
  EXPECT_EQ(all[0].bytes, all_bytes());
  EXPECT_THAT(all[0].notes, IsEmpty());
}

TEST(CodedFiles, YencThatLiesIsANote) {
  const std::string begin = "=ybegin line=128 size=3 name=a\n", data = yenc("Cat");
  EXPECT_THAT(decoded(begin + data + "=yend size=3 crc32=00000000\n").at(0).notes, ElementsAre("coded.checksum"));
  EXPECT_THAT(decoded(begin + data + "=yend size=4\n").at(0).notes, ElementsAre("coded.size-differs"));
  EXPECT_THAT(decoded("=ybegin line=128 size=99999999999 name=a\n" + data + "=yend size=3\n").at(0).notes, ElementsAre("coded.size-differs"));
  EXPECT_THAT(decoded(begin + data).at(0).notes, ElementsAre("coded.no-end"));
  EXPECT_THAT(decoded(begin + "abc=\n=yend size=3\n").at(0).notes, ElementsAre("coded.bad-line"));
}

TEST(CodedFiles, APartOfAYencFileSaysSo) {
  const std::string part = "=ybegin part=2 total=3 line=128 size=9 name=a\n=ypart begin=4 end=6\n" + yenc("Cat") + "=yend size=3 part=2\n";
  const auto all = decoded(part + part);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].bytes, "Cat");
  EXPECT_THAT(all[0].notes, ElementsAre("coded.part"));
  EXPECT_THAT(decoded("=ybegin part=1 line=128 size=9 name=a\n=ypart begin=9 end=4\n" + yenc("Cat") + "=yend size=3\n").at(0).notes,
              ElementsAre("coded.part", "coded.size-differs"));
}

std::string part_of(int number, const std::string& size, int begin, const std::string& bytes, const std::string& name = "a") {
  return "=ybegin part=" + std::to_string(number) + " line=128 size=" + size + " name=" + name + "\n=ypart begin=" + std::to_string(begin) +
         " end=" + std::to_string(begin + static_cast<int>(bytes.size()) - 1) + "\n" + yenc(bytes) + "=yend size=" + std::to_string(bytes.size()) +
         " part=" + std::to_string(number) + "\n";
}
std::vector<CodedFile> joined(const std::string& text) { return join_parts(text, find_coded_files(text, 100)); }
std::string bytes_of(const std::string& text, const CodedFile& file, std::vector<std::string>& notes) {
  struct Kept : Sink {
    std::string bytes;
    bool write(Bytes more) override { return bytes.append(as_text(more)), true; }
  } kept;
  decode_coded_file(text, file, kept, notes);
  return kept.bytes;
}

TEST(CodedFiles, PartsThatAreAllThereAreOneFileInWhateverOrderTheyCame) {
  const std::string text = "see\n" + part_of(2, "9", 4, "ano") + "and\n" + part_of(1, "9", 1, "Cat") + part_of(3, "9", 7, "cat") + kCat;
  const auto files = joined(text);
  ASSERT_EQ(files.size(), 2U);
  std::vector<std::string> notes;
  EXPECT_EQ(bytes_of(text, files[0], notes), "Catanocat");
  EXPECT_THAT(notes, ElementsAre("coded.joined"));
  EXPECT_EQ(files[0].parts.size(), 3U);
  EXPECT_EQ(files[0].range.begin, 4U);
}

TEST(CodedFiles, PartsThatLackOneOrComeTwiceOrOverlapStayParts) {
  for (const std::string& text :
       {part_of(1, "9", 1, "Cat") + part_of(3, "9", 7, "cat"), part_of(1, "6", 1, "Cat") + part_of(1, "6", 1, "Dog") + part_of(2, "6", 4, "cat"),
        part_of(1, "5", 1, "Cat") + part_of(2, "5", 3, "tab"), part_of(1, "6", 1, "Cat") + part_of(2, "6", 4, "cat", "b"),
        part_of(1, "6", 1, "Cat") + part_of(2, "7", 4, "cats"), part_of(1, "3", 1, "Cat"), part_of(1, "99", 1, "Cat") + part_of(2, "99", 4, "cat")})
    for (const CodedFile& file : joined(text)) EXPECT_TRUE(file.parts.empty()) << text;
}

TEST(CodedFiles, TheLimitHolds) {
  std::string text;
  for (int i = 0; i < 50; ++i) text += kCat;
  EXPECT_EQ(find_coded_files(text, 10).size(), 10U);
}

}  // namespace
}  // namespace winnow::mail
