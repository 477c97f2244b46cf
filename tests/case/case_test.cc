#include "case/amend.h"
#include "case/case.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "base/locator.h"

namespace winnow::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class CaseTest : public ::testing::Test {
 protected:
  CaseTest() {
    std::string pattern = (fs::temp_directory_path() / "winnow-case-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    path_ = folder_ / "leak.winnow";
  }
  ~CaseTest() override { fs::remove_all(folder_); }

  std::unique_ptr<Case> open() {
    auto opened = Case::open(path_, "inputs");
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().place);
    return opened ? std::move(*opened) : nullptr;
  }

  fs::path folder_;
  std::string path_;
};

record::Item message(std::string subject) {
  record::Item item;
  item.set_kind(record::KIND_MESSAGE);
  item.set_subject(std::move(subject));
  return item;
}

record::Item part(std::string suffix) {
  record::Item item;
  item.set_kind(record::KIND_ATTACHMENT);
  item.set_suffix(std::move(suffix));
  item.set_parent(1);
  return item;
}

// A slice over one mailbox: messages first..first+count-1 of source 1, each with one part.
struct Slice {
  std::vector<record::Item> items;
  SliceCommit commit;
};
std::unique_ptr<Slice> mailbox_slice(std::uint64_t number, std::uint64_t first, std::uint64_t count) {
  auto slice = std::make_unique<Slice>();
  slice->items.reserve(2 * count);
  slice->commit.slice = number;
  slice->commit.resume_point = std::to_string(first + count);
  if (number == 0) slice->commit.new_sources.push_back({1, "ana.mbox", "mbox", 1000});
  for (std::uint64_t n = first; n < first + count; ++n) {
    slice->items.push_back(message("message " + std::to_string(n)));
    slice->commit.items.push_back({1, n, &slice->items.back(), {}, record::UNPROVEN});
    slice->items.push_back(part(":2"));
    slice->commit.items.push_back({1, n, &slice->items.back(), {}, record::UNPROVEN});
  }
  slice->commit.boxes.push_back({"ana.mbox", "mbox", count, count});
  return slice;
}

std::vector<std::string> sorted_locators(const Case& opened) {
  std::vector<std::string> locators;
  EXPECT_TRUE(opened.for_each_sorted([&](const StoredItem& item) { locators.push_back(item.locator); }));
  return locators;
}

TEST_F(CaseTest, WhatWasCommittedIsReadBackAfterReopening) {
  {
    auto written = open();
    ASSERT_TRUE(written->commit(mailbox_slice(0, 1, 2)->commit));
    ASSERT_TRUE(written->commit(mailbox_slice(1, 3, 1)->commit));
    ASSERT_TRUE(written->set_note("started", "2026-11-24"));
  }
  auto read = Case::open_for_reading(path_);
  ASSERT_TRUE(read);
  EXPECT_EQ((*read)->slices(), 2U);
  EXPECT_EQ((*read)->items(), 6U);
  EXPECT_EQ((*read)->resume_point(), "4");
  EXPECT_EQ((*read)->note("started"), "2026-11-24");
  EXPECT_FALSE((*read)->finished());
  EXPECT_THAT(sorted_locators(**read), ElementsAre("ana.mbox#1", "ana.mbox#1:2", "ana.mbox#2", "ana.mbox#2:2", "ana.mbox#3", "ana.mbox#3:2"));
  const auto found = (*read)->find("ana.mbox#3:2");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, 6);
  EXPECT_EQ(found->parent, "ana.mbox#3");
  EXPECT_EQ((*read)->locator(6), "ana.mbox#3:2");
  EXPECT_EQ((*read)->group_of(6).size(), 2U);
  EXPECT_EQ((*read)->group_of(6)[0].item.subject(), "message 3");
  ASSERT_EQ((*read)->boxes().size(), 1U);
  EXPECT_EQ((*read)->boxes()[0].expected, 3U);
  EXPECT_EQ((*read)->count(record::KIND_MESSAGE, record::UNPROVEN), 3U);
}

TEST_F(CaseTest, AClosedCaseIsOneFile) {
  { ASSERT_TRUE(open()->commit(mailbox_slice(0, 1, 5)->commit)); }
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
  EXPECT_THAT(names, ElementsAre("leak.winnow"));
}

TEST_F(CaseTest, SortsSourcesNaturallyAndPartsWithinAMessage) {
  auto written = open();
  SliceCommit commit;
  std::vector<record::Item> items{message("b"), message("a"), part(":10"), part(":2")};
  commit.new_sources = {{1, "leak/m10.eml", "message", 1}, {2, "leak/m9.eml", "message", 1}};
  commit.items = {{1, 0, &items[0], {}, {}}, {2, 0, &items[1], {}, {}}, {2, 0, &items[2], {}, {}}, {2, 0, &items[3], {}, {}}};
  ASSERT_TRUE(written->commit(commit));
  EXPECT_THAT(sorted_locators(*written), ElementsAre("leak/m9.eml", "leak/m9.eml:2", "leak/m9.eml:10", "leak/m10.eml"));
}

TEST_F(CaseTest, ScatteredSourcesOfAnArchiveAreSorted) {
  auto written = open();
  std::vector<int> numbers(400);
  for (int i = 0; i < 400; ++i) numbers[static_cast<std::size_t>(i)] = i;
  std::shuffle(numbers.begin(), numbers.end(), std::mt19937(7));
  const record::Item item = message("x");
  for (std::size_t s = 0; s < 40; ++s) {
    SliceCommit commit;
    commit.slice = s;
    for (std::size_t i = 0; i < 10; ++i) {
      const auto id = static_cast<SourceId>(s * 10 + i + 1);
      commit.new_sources.push_back({id, "a.zip!" + std::to_string(numbers[s * 10 + i]), "message", 1});
      commit.items.push_back({id, 0, &item, {}, {}});
    }
    ASSERT_TRUE(written->commit(commit));
  }
  const auto locators = sorted_locators(*written);
  ASSERT_EQ(locators.size(), 400U);
  EXPECT_TRUE(std::is_sorted(locators.begin(), locators.end(), natural_less));
  EXPECT_TRUE(written->find("a.zip!123"));
}

TEST_F(CaseTest, AMailboxInsideAnAttachmentIsFoundByItsOwnLocator) {
  auto written = open();
  auto slice = mailbox_slice(0, 1, 1);
  slice->items[1].set_suffix(":2!old.mbox#3");
  ASSERT_TRUE(written->commit(slice->commit));
  const auto found = written->find("ana.mbox#1:2!old.mbox#3");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->id, 2);
  EXPECT_FALSE(written->find("ana.mbox#1:2!old.mbox#4"));
  EXPECT_FALSE(written->find("bea.mbox#1"));
  EXPECT_FALSE(written->find(""));
}

TEST_F(CaseTest, RelatingReplacesWhatAnEarlierRelatingFound) {
  auto written = open();
  ASSERT_TRUE(written->commit(mailbox_slice(0, 1, 2)->commit));
  const auto relate = [](std::string check) {
    return [check](const Record& item) {
      Case::Related related;
      EXPECT_EQ(item.item->findings_size(), 0);
      if (item.id > 1 && item.item->parent() == 0) {   // the second message
        related.findings.emplace_back().set_check(check);
        related.verdict = record::CORROBORATED;
        related.standings.of(record::CONTENT) = record::SUPPORTED;
      }
      return related;
    };
  };
  ASSERT_TRUE(written->commit_related({1}, relate("first")));
  ASSERT_TRUE(written->commit_related({}, relate("second")));   // the slice that the first had changed is asked about again
  EXPECT_TRUE(written->finished());
  const auto found = written->find("ana.mbox#2");
  ASSERT_TRUE(found);
  ASSERT_EQ(found->item.findings_size(), 1);
  EXPECT_EQ(found->item.findings(0).check(), "second");
  EXPECT_EQ(found->verdict, record::CORROBORATED);
  EXPECT_EQ(found->standings.of(record::CONTENT), record::SUPPORTED);
  EXPECT_EQ(written->count(record::KIND_MESSAGE, record::CORROBORATED), 1U);
  EXPECT_EQ(written->count(record::KIND_MESSAGE, record::UNPROVEN), 1U);
}

TEST_F(CaseTest, ARevisedItemTakesThePlaceOfWhatWasCommittedFirst) {
  {
    auto written = open();
    ASSERT_TRUE(written->commit(mailbox_slice(0, 1, 2)->commit));
    EXPECT_FALSE(written->has_revised());
    Case::Revised revised{3, message("seen again"), {}, record::AUTHENTIC};
    revised.standings.of(record::CONTENT) = record::PROVED;
    ASSERT_TRUE(written->commit_revised({revised}, "1"));
    ASSERT_TRUE(written->commit_revised({}, "2"));
    EXPECT_FALSE(written->commit_revised({{3, part(":2"), {}, record::AUTHENTIC}}, "3"));   // a message stays one
    EXPECT_FALSE(written->commit_revised({{5, message(""), {}, record::AUTHENTIC}}, "3"));
  }
  auto again = open();
  EXPECT_EQ(again->revisited(), "2");
  EXPECT_TRUE(again->has_revised());
  EXPECT_EQ(again->count(record::KIND_MESSAGE, record::AUTHENTIC), 1U);
  EXPECT_EQ(again->count(record::KIND_MESSAGE, record::UNPROVEN), 1U);
  const auto found = again->find("ana.mbox#2");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->item.subject(), "seen again");
  EXPECT_EQ(found->verdict, record::AUTHENTIC);
  std::vector<std::string> now, first;
  ASSERT_TRUE(again->for_each_record([&](const Record& item) { now.push_back(item.item->subject() + std::to_string(item.verdict)); }));
  ASSERT_TRUE(again->for_each_first_record([&](const Record& item) { first.push_back(item.item->subject() + std::to_string(item.verdict)); }));
  EXPECT_THAT(now, ElementsAre("message 10", "0", "seen again2", "0"));
  EXPECT_THAT(first, ElementsAre("message 10", "0", "message 20", "0"));
  again.reset();
  ASSERT_TRUE(forget_slices(path_));
  auto anew = open();
  EXPECT_EQ(anew->revisited(), "");
  EXPECT_FALSE(anew->has_revised());
}

TEST_F(CaseTest, ASecondProcessIsToldThatTheCaseIsLocked) {
  auto first = open();
  const pid_t child = fork();
  if (child == 0) {
    const auto second = Case::open(path_, "inputs");
    const auto reading = Case::open_for_reading(path_);
    _exit(!second && second.error().code == ErrorCode::kLocked && !reading && reading.error().code == ErrorCode::kLocked ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
}

TEST_F(CaseTest, OtherInputsAreRefused) {
  open();
  const auto other = Case::open(path_, "other inputs");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ErrorCode::kUsage);
}

TEST_F(CaseTest, AnotherVersionIsRefusedAndLeftAlone) {
  open();
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &handle), SQLITE_OK);
  sqlite3_exec(handle, "PRAGMA user_version=99", nullptr, nullptr, nullptr);
  sqlite3_close(handle);
  const auto opened = Case::open(path_, "inputs");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kVersion);
  EXPECT_EQ(Case::open_for_reading(path_).error().code, ErrorCode::kVersion);
}

TEST_F(CaseTest, AFileThatIsNoCaseIsNeverTouched) {
  const std::string text(5000, 'x');
  std::ofstream(path_) << text;
  const auto opened = Case::open(path_, "inputs");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kVersion);
  std::ifstream in(path_);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), text);
  EXPECT_EQ(Case::open_for_reading((folder_ / "absent").string()).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(folder_ / "absent"));
}

TEST_F(CaseTest, SlicesAndIdsMustContinueWhatIsThere) {
  auto written = open();
  EXPECT_EQ(written->commit(mailbox_slice(1, 1, 1)->commit).error().code, ErrorCode::kUsage);
  auto slice = mailbox_slice(0, 1, 1);
  slice->commit.items[0].source = 2;
  EXPECT_EQ(written->commit(slice->commit).error().code, ErrorCode::kUsage);
  EXPECT_EQ(written->items(), 0U);
  EXPECT_TRUE(written->commit(mailbox_slice(0, 1, 1)->commit));
}

// The disk is full from some commit on: that commit fails whole, and with room again the same one succeeds.
TEST_F(CaseTest, AFullDiskLosesNothingThatWasCommitted) {
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{400'000, RLIM_INFINITY};
    auto opened = Case::open(path_, "inputs");
    setrlimit(RLIMIT_FSIZE, &limit);
    std::mt19937_64 random(1);
    for (std::uint64_t s = 0; s < 100; ++s) {
      auto slice = mailbox_slice(s, s * 50 + 1, 50);
      for (auto& item : slice->items)
        for (int i = 0; i < 8; ++i) item.mutable_sha256()->append(std::to_string(random()));
      const auto committed = (*opened)->commit(slice->commit);
      if (committed) continue;
      const bool expected = committed.error().code == ErrorCode::kDiskFull && (*opened)->slices() == s && s > 3;
      const rlimit room{RLIM_INFINITY, RLIM_INFINITY};
      setrlimit(RLIMIT_FSIZE, &room);
      _exit(expected && (*opened)->commit(slice->commit) ? 0 : 2);
    }
    _exit(1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  auto reopened = open();
  EXPECT_GT(reopened->slices(), 4U);
  std::uint64_t items = 0;
  EXPECT_TRUE(reopened->for_each([&](const StoredItem&) { ++items; }));
  EXPECT_EQ(items, reopened->items());
}

// Bytes of a case are overwritten at random: reading may fail, and says so, but never crashes or runs on.
TEST_F(CaseTest, ADamagedCaseIsAnErrorAndNeverACrash) {
  {
    auto written = open();
    for (std::uint64_t s = 0; s < 5; ++s) ASSERT_TRUE(written->commit(mailbox_slice(s, s * 20 + 1, 20)->commit));
    std::vector<ItemId> all;
    for (ItemId id = 1; id <= static_cast<ItemId>(written->items()); ++id) all.push_back(id);
    ASSERT_TRUE(written->commit_related(all, [](const Record&) {
      Case::Related related;
      related.findings.emplace_back().set_check("copies");
      return related;
    }));
  }
  std::ifstream in(path_, std::ios::binary);
  const std::string good{std::istreambuf_iterator<char>(in), {}};
  std::mt19937 random(42);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string bad = good;
    const std::size_t hits = 1 + random() % 40;
    for (std::size_t i = 0; i < hits; ++i) bad[random() % bad.size()] = static_cast<char>(random());
    if (round % 7 == 0) bad.resize(random() % bad.size());
    const std::string path = (folder_ / "bad").string();
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bad;
    const auto opened = Case::open_for_reading(path);
    if (!opened) {
      ++refused;
      continue;
    }
    std::size_t visited = 0;
    (void)(*opened)->for_each([&](const StoredItem&) { ++visited; });
    (void)(*opened)->for_each_sorted([&](const StoredItem&) { ++visited; });
    (void)(*opened)->find("ana.mbox#33:2");
    (void)(*opened)->group_of(60);
    (void)(*opened)->boxes();
    (void)(*opened)->losses();
    EXPECT_LE(visited, 400U);
  }
  EXPECT_GT(refused, 100);
}

}  // namespace
}  // namespace winnow::store
