#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "box/archive_helpers.h"
#include "box/box.h"

namespace winnow::box {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

std::string noise(std::size_t size) {
  std::mt19937 random(7);
  std::string out(size, '\0');
  for (auto& c : out) c = static_cast<char>(random());
  return out;
}

// ---- formats ----

class ArchiveFormats : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(ArchiveFormats, MembersComeOutWithTheirBytes) {
  const auto [file, command] = GetParam();
  const Folder folder;
  folder.add("d/a.eml", "Subject: a\n\nx\n");
  folder.add("d/b.bin", noise(300'000));
  folder.add("d/empty", "");
  if (!folder.run(command)) GTEST_SKIP() << "cannot run: " << command;
  const auto archive = folder.file(file);
  EXPECT_EQ(sniff(as_bytes(std::string_view(archive).substr(0, 65536))).format, Format::kArchive);
  const auto found = unpack(archive, file);
  EXPECT_THAT(found.losses, IsEmpty());
  EXPECT_THAT(found.steps, UnorderedElementsAre("!d/a.eml", "!d/b.bin", "!d/empty"));
  EXPECT_THAT(found.contents, UnorderedElementsAre("Subject: a\n\nx\n", noise(300'000), ""));
}

INSTANTIATE_TEST_SUITE_P(Programs, ArchiveFormats,
                         testing::Values(std::pair{"x.zip", "zip -r x.zip d"}, std::pair{"x.tar", "tar cf x.tar d"},
                                         std::pair{"v7.tar", "tar --format=v7 -cf v7.tar d"}, std::pair{"x.tgz", "tar czf x.tgz d"},
                                         std::pair{"x.txz", "tar cJf x.txz d"}, std::pair{"x.tbz", "tar cjf x.tbz d"},
                                         std::pair{"x.tzst", "tar --zstd -cf x.tzst d"}, std::pair{"x.7z", "7z a x.7z d"},
                                         std::pair{"solid.7z", "7z a -ms=on -mx=9 solid.7z d"},
                                         std::pair{"ppmd.7z", "7z a -m0=PPMd ppmd.7z d"},
                                         std::pair{"lzma.zip", "7z a -mm=LZMA lzma.zip d"}));

class Streams : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Streams, ACompressedFileIsOneMemberNamedWithoutItsSuffix) {
  const auto [file, command] = GetParam();
  const Folder folder;
  folder.add("ana.mbox", "From a@a.example Tue Apr 11 09:12:44 2017\nA: 1\n\nb\n");
  if (!folder.run(command)) GTEST_SKIP() << "cannot run: " << command;
  const auto archive = folder.file(file);
  EXPECT_EQ(sniff(as_bytes(archive)).format, Format::kArchive);
  const auto found = unpack(archive, file);
  EXPECT_THAT(found.steps, ElementsAre("!ana.mbox"));
  EXPECT_THAT(found.contents, ElementsAre(folder.file("ana.mbox")));
  EXPECT_THAT(found.losses, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Programs, Streams,
                         testing::Values(std::pair{"ana.mbox.gz", "gzip -k ana.mbox"}, std::pair{"ana.mbox.bz2", "bzip2 -k ana.mbox"},
                                         std::pair{"ana.mbox.xz", "xz -k ana.mbox"}, std::pair{"ana.mbox.zst", "zstd ana.mbox"},
                                         std::pair{"ana.mbox.lzma", "xz -k --format=lzma ana.mbox"}));

TEST(Archive, AZipWithSizesBehindTheDataIsRead) {
  const Folder folder;
  ASSERT_TRUE(folder.run("printf 'hello' | zip x.zip -"));
  EXPECT_THAT(unpack(folder.file("x.zip")).contents, ElementsAre("hello"));
}

TEST(Archive, AZipBehindAProgramIsRead) {
  const auto zip = make_archive({{"a", "1"}}, "zip");
  std::string program(4096, '\0');
  program.replace(0, 2, "MZ");
  const auto archive = program + zip;
  EXPECT_EQ(sniff(as_bytes(archive)).media_type, "application/zip");
  EXPECT_THAT(unpack(archive).contents, ElementsAre("1"));
}

TEST(Archive, WithoutSeekingATarAndAZipAreReadAllTheSame) {
  for (const char* const format : {"zip", "ustar"}) {
    const auto archive = make_archive({{"a", "1"}, {"b", "2"}}, format);
    auto input = archive_in_memory(as_bytes(archive));
    input.seek = nullptr;
    input.size.reset();
    Recorder recorder;
    ArchiveBudget budget(archive.size());
    EXPECT_EQ(read_archive(input, "x", budget, recorder), 2u);
    EXPECT_THAT(recorder.contents, ElementsAre("1", "2"));
  }
}

// ---- names ----

TEST(ArchiveNames, HostileNamesAreOnlyText) {
  const auto found = unpack(make_archive({{"../../etc/passwd", "1"}, {"/etc/shadow", "2"}, {"a!b#c:d%e", "3"}, {"\x1B[2Jx", "4"}}, "ustar"));
  EXPECT_THAT(found.steps, ElementsAre("!../../etc/passwd", "!/etc/shadow", "!a%21b%23c%3Ad%25e", "!%1B[2Jx"));
  EXPECT_THAT(found.contents, ElementsAre("1", "2", "3", "4"));
}

TEST(ArchiveNames, BytesThatAreNoUtf8AreEscapedAndUtf8IsKept) {
  for (const char* const format : {"zip", "gnutar"}) {
    const auto found = unpack(make_archive({{"\x82t\x82.eml", "1"}, {"\xC3\xA9t\xC3\xA9.eml", "2"}}, format));
    EXPECT_THAT(found.steps, ElementsAre("!%82t%82.eml", "!\xC3\xA9t\xC3\xA9.eml")) << format;
  }
}

TEST(ArchiveNames, NamesOf7zAreDecoded) {
  const Folder folder;
  folder.add("\xD0\xBF\xD0\xB8\xD1\x81\xD1\x8C\xD0\xBC\xD0\xBE.eml", "1");
  ASSERT_TRUE(folder.run("LC_ALL=C.UTF-8 7z a x.7z *.eml"));
  EXPECT_THAT(unpack(folder.file("x.7z")).steps, ElementsAre("!\xD0\xBF\xD0\xB8\xD1\x81\xD1\x8C\xD0\xBC\xD0\xBE.eml"));
}

TEST(ArchiveNames, DuplicatesAreNumberedInOrder) {
  const auto found = unpack(make_archive({{"a", "1"}, {"a~2", "2"}, {"a", "3"}, {"a", "4"}}, "ustar"));
  EXPECT_THAT(found.steps, ElementsAre("!a", "!a~2", "!a~3", "!a~4"));
  EXPECT_THAT(found.contents, ElementsAre("1", "2", "3", "4"));
}

// ---- what is no file ----

TEST(Archive, LinksAndDevicesAreNamedAndNeverFollowed) {
  const auto found = unpack(make_archive(
      {{"a", "1"}, {"link", "", AE_IFLNK, "/etc/passwd"}, {"again", "", AE_IFREG, "a"}, {"fifo", "", AE_IFIFO}, {"dir/", "", AE_IFDIR}, {"b", "2"}}, "ustar"));
  EXPECT_THAT(found.contents, ElementsAre("1", "2"));
  EXPECT_THAT(found.losses, ElementsAre("!link not-a-file", "!again hard-link", "!fifo not-a-file"));
}

TEST(Archive, EncryptedMembersAreNamedAndTheOthersRead) {
  const Folder folder;
  folder.add("open", "1");
  folder.add("shut", "2");
  ASSERT_TRUE(folder.run("zip x.zip open && zip -P secret x.zip shut"));
  const auto found = unpack(folder.file("x.zip"));
  EXPECT_THAT(found.contents, ElementsAre("1"));
  EXPECT_THAT(found.losses, ElementsAre("!shut encrypted"));
}

TEST(Archive, AnEncrypted7zSaysSo) {
  const Folder folder;
  folder.add("shut", "2");
  ASSERT_TRUE(folder.run("7z a -psecret x.7z shut && 7z a -psecret -mhe=on y.7z shut"));
  EXPECT_THAT(unpack(folder.file("x.7z")).losses, Contains(testing::HasSubstr("encrypted")));
  EXPECT_THAT(unpack(folder.file("y.7z")).losses, ElementsAre(" encrypted"));
}

// ---- damage ----

TEST(ArchiveDamage, EverythingBeforeACutIsDelivered) {
  for (const char* const filter : std::initializer_list<const char*>{nullptr, "gzip", "zstd", "xz"}) {  // bzip2 packs 900 KB as one
    SCOPED_TRACE(filter == nullptr ? "plain" : filter);
    const auto whole = make_archive({{"a", noise(50'000)}, {"b", noise(500'000)}, {"c", "3"}}, "ustar", filter);
    const auto found = unpack(std::string_view(whole).substr(0, whole.size() / 2));
    ASSERT_THAT(found.losses, Contains("!b archive-damaged"));
    EXPECT_EQ(found.contents.at(0), noise(50'000));
    EXPECT_TRUE(noise(500'000).starts_with(found.contents.at(1)));
  }
}

TEST(ArchiveDamage, AZipWithoutItsEndIsReadFromItsBeginning) {
  const auto whole = make_archive({{"a", noise(50'000)}, {"b", noise(500'000)}}, "zip", nullptr, "zip:compression=store");
  const auto found = unpack(std::string_view(whole).substr(0, 300'000));
  EXPECT_EQ(found.contents.at(0), noise(50'000));
  EXPECT_THAT(found.losses, Contains("!b archive-damaged"));
}

TEST(ArchiveDamage, AnyCutOrFlippedByteEndsInAnAnswer) {
  std::mt19937 random(11);
  const Folder folder;
  folder.add("a", noise(2000));
  folder.add("b", std::string(3000, 'x'));
  ASSERT_TRUE(folder.run("7z a x.7z a b"));
  std::vector<std::string> archives = {folder.file("x.7z")};
  for (const char* const format : {"zip", "pax", "gnutar"})
    archives.push_back(make_archive({{"a", noise(2000)}, {"b", std::string(3000, 'x')}}, format));
  for (const auto& whole : archives)
    for (int i = 0; i < 300; ++i) {
      auto broken = whole.substr(0, i % 3 == 0 ? random() % whole.size() : whole.size());
      for (int flips = 0; flips < i % 4 && !broken.empty(); ++flips) broken[random() % broken.size()] ^= static_cast<char>(1 << random() % 8);
      const auto found = unpack(broken);
      EXPECT_LE(found.contents.size(), 64u);
      EXPECT_FALSE(found.open);
    }
}

// libarchive compares no checksum at the end of a gz; a flipped bit that still inflates would pass for what was packed.
TEST(ArchiveDamage, TheChecksumOfAGzipStreamIsCompared) {
  const Folder folder;
  folder.add("ana.mbox", noise(200'000));
  ASSERT_TRUE(folder.run("gzip -k ana.mbox && tar -czf t.tar.gz ana.mbox && cat ana.mbox.gz ana.mbox.gz > twice.gz"));
  for (const auto& [file, loss] : {std::pair{"ana.mbox.gz", "!ana.mbox archive-damaged"}, std::pair{"t.tar.gz", " archive-damaged"}}) {
    std::string bytes = folder.file(file);
    EXPECT_THAT(unpack(bytes, file).losses, IsEmpty()) << file;
    bytes[bytes.size() - 6] ^= 1;
    const auto found = unpack(bytes, file);
    EXPECT_THAT(found.contents, ElementsAre(noise(200'000))) << file << ": what there is is delivered";
    EXPECT_THAT(found.losses, ElementsAre(loss)) << file;
  }
  const auto twice = unpack(folder.file("twice.gz"), "twice.gz");
  EXPECT_THAT(twice.contents, ElementsAre(noise(200'000) + noise(200'000)));
  EXPECT_THAT(twice.losses, IsEmpty());
  EXPECT_THAT(unpack(folder.file("ana.mbox.gz") + std::string(1000, '\0'), "ana.mbox.gz").losses, IsEmpty()) << "padding";
}

TEST(ArchiveDamage, ACutStreamGivesAllThatCouldBeDecoded) {
  const Folder folder;
  folder.add("a", noise(1'000'000));
  ASSERT_TRUE(folder.run("gzip -k a && zstd -q a"));
  for (const auto& [file, most_lost] : {std::pair{"a.gz", 64'000U}, std::pair{"a.zst", 132'000U}}) {
    const std::string whole = folder.file(file);
    const auto found = unpack(std::string_view(whole).substr(0, whole.size() - 300'000), file);
    EXPECT_THAT(found.losses, ElementsAre("!a archive-damaged")) << file;
    ASSERT_THAT(found.contents, testing::SizeIs(1)) << file;
    EXPECT_TRUE(noise(1'000'000).starts_with(found.contents[0])) << file;
    EXPECT_GT(found.contents[0].size() + most_lost, 700'000U) << file;
  }
}

TEST(ArchiveDamage, NoArchiveAtAllIsSaid) {
  EXPECT_THAT(unpack("this is plain text and no archive").losses, ElementsAre(" archive-damaged"));
  EXPECT_THAT(unpack("").losses, ElementsAre(" archive-damaged"));
}

TEST(ArchiveDamage, AReadErrorOfTheSystemIsNotCalledDamage) {
  const auto archive = make_archive({{"a", noise(500'000)}}, "ustar");
  auto input = archive_in_memory(as_bytes(archive));
  input.seek = nullptr;
  input.read = [read = input.read, calls = 0](std::span<std::byte> out) mutable -> Result<std::size_t> {
    if (++calls > 3) return fail(ErrorCode::kIo, "broken disk");
    return read(out);
  };
  Recorder recorder;
  ArchiveBudget budget(archive.size());
  ASSERT_TRUE(read_archive(input, "x", budget, recorder));
  EXPECT_THAT(recorder.losses, ElementsAre("!a io", " io"));
}

TEST(Archive, AMemberThatIsNotWantedIsSkippedAndTheNextIsRead) {
  struct Second : Recorder {
    bool begin(std::string_view step, std::optional<std::uint64_t> size) override { return step == "!b" && Recorder::begin(step, size); }
  } second;
  const auto archive = make_archive({{"a", noise(5000)}, {"b", "2"}}, "zip");
  ArchiveBudget budget(archive.size());
  EXPECT_EQ(read_archive(archive_in_memory(as_bytes(archive)), "x", budget, second), 1u);
  EXPECT_THAT(second.contents, ElementsAre("2"));
}

TEST(ArchiveDamage, AMemberWhoseHeaderIsBentIsNamedAndThoseBehindItAreRead) {
  auto tar = make_archive({{"a", "1"}, {"b", "2"}, {"c", "3"}}, "ustar");
  tar[2 * 512 + 4] ^= 0x55;
  const auto found = unpack(tar);
  EXPECT_THAT(found.steps, ElementsAre("!a", "!c"));
  EXPECT_THAT(found.losses, ElementsAre(testing::HasSubstr("archive-damaged")));
}

}  // namespace
}  // namespace winnow::box
