// Archives made to exhaust their reader: each ends early and is named.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/limits.h"
#include "box/archive_helpers.h"
#include "box/box.h"

namespace winnow::box {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::EndsWith;
using testing::IsEmpty;

// Opens members that are archives, as the unpack worker does.
struct Nesting {
  std::uint64_t bytes = 0;
  std::size_t archives = 0;
  std::vector<std::string> losses;

  void open(std::string_view archive, ArchiveBudget& budget) {
    ++archives;
    Recorder recorder;
    recorder.most_bytes = limits::kMiB;
    (void)read_archive(archive_in_memory(as_bytes(archive)), "x", budget, recorder);
    bytes += recorder.bytes;
    losses.insert(losses.end(), recorder.losses.begin(), recorder.losses.end());
    for (const auto& content : recorder.contents) {
      if (sniff(as_bytes(content)).format != Format::kArchive) continue;
      ArchiveBudget inner(budget, content.size());
      open(content, inner);
    }
  }
};

std::string zip_of(const std::vector<std::string>& contents) {
  std::vector<Made> members;
  for (std::size_t i = 0; i < contents.size(); ++i) members.push_back({"lib " + std::to_string(i) + ".zip", contents[i]});
  return make_archive(members, "zip");
}

TEST(ArchiveBomb, ManyLayersOfZipsEndAtTheBudgetOfTheOutermost) {
  // As in 42.zip: a large file of zeros, packed, and each layer holds its predecessor many times.
  auto bomb = make_archive({{"0.dll", std::string(200 * limits::kMiB, '\0')}}, "zip");
  for (int layer = 0; layer < 4; ++layer) bomb = zip_of(std::vector<std::string>(8, bomb));
  ASSERT_LT(bomb.size(), limits::kMiB);
  Nesting nesting;
  ArchiveBudget budget(bomb.size());
  nesting.open(bomb, budget);
  EXPECT_THAT(nesting.losses, Contains(EndsWith("archive-bomb")));
  EXPECT_LE(nesting.bytes, limits::kArchiveFreeBytes + limits::kArchiveRatio * bomb.size());
}

TEST(ArchiveBomb, ASmallBombInALargeArchiveIsStoppedByItsOwnBudget) {
  const auto bomb = make_archive({{"zeros", std::string(300 * limits::kMiB, '\0')}}, "ustar", "zstd");
  ASSERT_LT(bomb.size(), 100'000u);
  ArchiveBudget outer(10 * limits::kGiB);
  ArchiveBudget inner(outer, bomb.size());
  Recorder recorder;
  recorder.most_bytes = 1;
  (void)read_archive(archive_in_memory(as_bytes(bomb)), "x", inner, recorder);
  EXPECT_THAT(recorder.losses, ElementsAre("!zeros archive-bomb"));
  EXPECT_LE(recorder.bytes, limits::kArchiveFreeBytes + limits::kArchiveRatio * bomb.size());
  EXPECT_TRUE(outer.take_bytes(1));
}

TEST(ArchiveBomb, DeepNestingStopsAtItsLimit) {
  auto archive = make_archive({{"a", "1"}}, "zip");
  for (std::size_t depth = 1; depth < limits::kArchiveDepth; ++depth) archive = zip_of({archive});
  const auto open = [](const std::string& bytes) {
    Nesting nesting;
    ArchiveBudget budget(bytes.size());
    nesting.open(bytes, budget);
    return nesting;
  };
  EXPECT_THAT(open(archive).losses, IsEmpty());
  EXPECT_THAT(open(zip_of({archive})).losses, ElementsAre(" archive-depth"));
}

// An endless tar: the same empty member again and again.
TEST(ArchiveBomb, EntriesWithoutEndStopAtTheLimit) {
  const auto one = make_archive({{"a", ""}}, "ustar").substr(0, 512);
  ArchiveInput input;
  input.read = [&one](std::span<std::byte> out) -> Result<std::size_t> {
    const auto count = out.size() / one.size() * one.size();
    for (std::size_t at = 0; at < count; at += one.size()) std::copy_n(as_bytes(one).begin(), one.size(), out.begin() + static_cast<std::ptrdiff_t>(at));
    return count;
  };
  struct Count : MemberSink {
    std::uint64_t members = 0;
    std::string reason;
    bool begin(std::string_view, std::optional<std::uint64_t>) override { return ++members > 0; }
    bool data(Bytes) override { return true; }
    void end() override {}
    void lost(std::string_view, std::string_view why, std::uint64_t) override { reason = why; }
  } count;
  ArchiveBudget budget(10 * limits::kGiB);
  (void)read_archive(input, "x", budget, count);
  EXPECT_EQ(count.members, limits::kArchiveEntries);
  EXPECT_EQ(count.reason, "archive-entries");
}

TEST(ArchiveBomb, AMillionEmptyEntriesPackedSmallAreABomb) {
  std::vector<Made> members(150'000, Made{"a", ""});
  const auto archive = make_archive(members, "ustar", "zstd");
  ASSERT_LT(archive.size(), 50'000u);
  const auto found = unpack(archive);
  EXPECT_LT(found.steps.size(), members.size());
  EXPECT_THAT(found.losses, ElementsAre(" archive-bomb"));
}

TEST(ArchiveBomb, AHoleInASparseFileCountsAsItsSize) {
  const Folder folder;
  if (!folder.run("truncate -s 8G big && printf x >> big && tar -S -cf x.tar big")) GTEST_SKIP() << "no sparse files here";
  Recorder recorder;
  recorder.most_bytes = 1;
  const auto archive = folder.file("x.tar");
  ArchiveBudget budget(archive.size());
  (void)read_archive(archive_in_memory(as_bytes(archive)), "x", budget, recorder);
  EXPECT_THAT(recorder.losses, ElementsAre("!big archive-bomb"));
}

}  // namespace
}  // namespace winnow::box
