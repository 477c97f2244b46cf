#include "run/slices.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "base/limits.h"
#include "run/dump.h"

namespace winnow::run {
namespace {

using testing::ElementsAre;

class SlicesTest : public DumpTest {
 protected:
  Cutter cutter(std::optional<ResumePoint> after = std::nullopt, std::uint64_t sources = 0) const {
    auto roots = find_roots(options_.dumps);
    EXPECT_TRUE(roots);
    return Cutter(Walk(*roots, {}, after), after, sources);
  }
  // The next slice; fails the test where something else comes.
  static Slice slice(Cutter& cutter) {
    Step step = cutter.next();
    auto* found = std::get_if<Slice>(&step);
    EXPECT_NE(found, nullptr);
    return found != nullptr ? std::move(*found) : Slice{};
  }
  static bool at_end(Cutter& cutter) { return std::holds_alternative<End>(cutter.next()); }
  static std::vector<std::string> names(const Slice& slice) {
    std::vector<std::string> all;
    for (const Cut& cut : slice.cuts) all.push_back(cut.name);
    return all;
  }
  static std::string content(const Cut& cut) {
    std::string bytes(cut.length, '\0');
    EXPECT_EQ(::pread(cut.file->get(), bytes.data(), bytes.size(), static_cast<off_t>(cut.offset)), static_cast<ssize_t>(cut.length));
    return bytes;
  }
  // A mailbox whose middle message has a hole of `hole` bytes in it, which costs no disk.
  void write_holed(const std::string& name, int before, std::uint64_t hole) const {
    write(name, mailbox(before) + in_mailbox(message("giant")));
    const auto path = dump_ / name;
    fs::resize_file(path, fs::file_size(path) + hole);
    std::ofstream(path, std::ios::binary | std::ios::app) << "\n\n" + in_mailbox(message("last"));
  }
};

TEST_F(SlicesTest, SmallFilesShareASlice) {
  write("1.eml", message("a"));
  write("2.mbox", mailbox(3));
  write("3.bin", std::string(100, '\0'));
  Cutter all = cutter();
  const Slice one = slice(all);
  EXPECT_THAT(names(one), ElementsAre("1.eml", "2.mbox", "3.bin"));
  EXPECT_EQ(one.cuts[0].format, FORMAT_MESSAGE);
  EXPECT_EQ(one.cuts[1].format, FORMAT_MBOX);
  EXPECT_EQ(one.cuts[2].format, FORMAT_DOCUMENT);
  EXPECT_EQ(one.after.path, "3.bin");
  EXPECT_TRUE(one.after.complete);
  EXPECT_TRUE(at_end(all));
}

TEST_F(SlicesTest, ASliceHoldsAtMostSoManyFiles) {
  for (std::size_t i = 0; i < limits::kFilesPerSlice + 1; ++i) write(std::to_string(i), message("a"));
  Cutter all = cutter();
  EXPECT_EQ(slice(all).cuts.size(), limits::kFilesPerSlice);
  EXPECT_EQ(slice(all).cuts.size(), 1U);
  EXPECT_TRUE(at_end(all));
}

TEST_F(SlicesTest, FilesThatCannotBeReadAreRowsOfTheLedger) {
  write("1.eml", message("a"));
  fs::create_symlink("1.eml", dump_ / "link");
  Cutter all = cutter();
  const Slice one = slice(all);
  ASSERT_EQ(one.losses.size(), 1U);
  EXPECT_EQ(one.losses[0].locator, "leak/link");
  EXPECT_EQ(one.losses[0].reason, "not-a-file");
  EXPECT_EQ(one.after.path, "link");
}

TEST_F(SlicesTest, AnEmptyDumpIsItsEnd) {
  Cutter all = cutter();
  EXPECT_TRUE(at_end(all));
}

TEST_F(SlicesTest, ALargeMailboxIsCutAtSeparatorsAndNothingIsLeftOut) {
  const std::string box = mailbox(150, 100'000);
  write("1.eml", message("before"));
  write("2.mbox", box);
  write("3.eml", message("behind"));
  Cutter all = cutter();
  EXPECT_THAT(names(slice(all)), ElementsAre("1.eml"));
  std::string together;
  std::size_t runs = 0;
  for (bool complete = false; !complete; ++runs) {
    const Slice run = slice(all);
    ASSERT_EQ(run.cuts.size(), 1U);
    EXPECT_EQ(run.cuts[0].first, runs == 0);
    EXPECT_EQ(run.cuts[0].offset, together.size());
    EXPECT_EQ(content(run.cuts[0]).compare(0, 5, "From "), 0);
    EXPECT_LT(run.cuts[0].length, 2 * limits::kSliceBytes);
    together += content(run.cuts[0]);
    complete = run.after.complete;
    EXPECT_EQ(run.after.offset, complete ? 0 : together.size());
  }
  EXPECT_EQ(together, box);
  EXPECT_EQ(runs, 4U);
  EXPECT_THAT(names(slice(all)), ElementsAre("3.eml"));
  EXPECT_TRUE(at_end(all));
}

// Every item of a slice is held until it is committed.
TEST_F(SlicesTest, VeryShortMessagesMakeShorterRuns) {
  std::string box;
  while (box.size() < 2 * limits::kSliceBytes) box += in_mailbox("Subject: a\n\n");
  write("short.mbox", box);
  for (int i = 0; i < 8; ++i) write("small" + std::to_string(i) + ".mbox", box.substr(0, limits::kSliceBytes / 8));
  Cutter all = cutter();
  std::size_t slices = 0;
  for (Step step = all.next(); !std::holds_alternative<End>(step); step = all.next(), ++slices) {
    std::size_t messages = 0;
    for (const Cut& cut : std::get<Slice>(step).cuts) messages += box::split_mbox(as_bytes(content(cut)), box::MboxDialect::kFromLines).size();
    EXPECT_LE(messages, 2 * limits::kMessagesPerSlice);
    EXPECT_GT(messages, 0U);
  }
  EXPECT_GT(slices, 10U);
}

// A reader that only streams a giant would else see the messages before it as a part of it.
TEST_F(SlicesTest, AGiantMessageIsARunOfItsOwn) {
  write_holed("a.mbox", 20, limits::kMessageBytes);
  Cutter all = cutter();
  const Slice before = slice(all), giant = slice(all), behind = slice(all);
  EXPECT_EQ(content(before.cuts[0]), mailbox(20));
  EXPECT_GT(giant.cuts[0].length, limits::kMessageBytes);
  EXPECT_EQ(giant.cuts[0].offset, before.cuts[0].length);
  EXPECT_THAT(content(behind.cuts[0]), testing::HasSubstr("Subject: last"));
  EXPECT_TRUE(at_end(all));
  EXPECT_FALSE(halve(giant.cuts[0]));
}

TEST_F(SlicesTest, AGiantThatIsCountedIsARunOfItsOwn) {
  const std::string first = in_mailbox("Content-Length: 4\n" + message("first", {}, 3));
  const auto hole = limits::kMessageBytes;
  const auto counted = [&] { return "From a@b.example Tue Apr 11 09:12:44 2017\nSubject: giant\nContent-Length: " + std::to_string(hole) + "\n\n"; };
  write("a.mbox", first + counted());
  fs::resize_file(dump_ / "a.mbox", fs::file_size(dump_ / "a.mbox") + hole);
  std::ofstream(dump_ / "a.mbox", std::ios::binary | std::ios::app) << "\n" + in_mailbox(message("last"));
  Cutter all = cutter();
  const Slice before = slice(all), giant = slice(all), behind = slice(all);
  EXPECT_TRUE(before.cuts[0].content_length);
  EXPECT_EQ(content(before.cuts[0]), first);
  EXPECT_GT(giant.cuts[0].length, limits::kMessageBytes);
  EXPECT_THAT(content(behind.cuts[0]), testing::HasSubstr("Subject: last"));
  EXPECT_TRUE(at_end(all));
}

TEST_F(SlicesTest, GoesOnInTheMiddleOfAMailbox) {
  const std::string box = mailbox(100, 100'000);
  write("a.mbox", box);
  Cutter whole = cutter();
  Slice first = slice(whole);
  first.after.messages = 7;
  Cutter rest = cutter(first.after, 3);
  const Slice second = slice(rest);
  EXPECT_FALSE(rest.file_changed());
  EXPECT_EQ(second.cuts[0].offset, first.cuts[0].length);
  EXPECT_FALSE(second.cuts[0].first);
  EXPECT_EQ(second.cuts[0].source->messages, 7U);
  EXPECT_EQ(second.cuts[0].source->record.id, 3);
  const Slice also_second = slice(whole);
  EXPECT_EQ(content(second.cuts[0]), content(also_second.cuts[0]));
}

TEST_F(SlicesTest, SaysThatAMailboxChangedSinceItWasLeft) {
  write("a.mbox", mailbox(100, 100'000));
  Cutter whole = cutter();
  const Slice first = slice(whole);
  std::ofstream(dump_ / "a.mbox", std::ios::app) << in_mailbox(message("late"));
  Cutter rest = cutter(first.after, 1);
  (void)rest.next();
  EXPECT_TRUE(rest.file_changed());
}

TEST_F(SlicesTest, AMailboxThatShrankBelowWhereItWasLeftEnds) {
  write("a.mbox", mailbox(100, 100'000));
  Cutter whole = cutter();
  const Slice first = slice(whole);
  fs::resize_file(dump_ / "a.mbox", 1000);
  Cutter rest = cutter(first.after, 1);
  EXPECT_TRUE(at_end(rest));
  EXPECT_TRUE(rest.file_changed());
}

TEST_F(SlicesTest, AnArchiveIsHandedOutWhole) {
  write("1.eml", message("before"));
  write("2.gz", "\x1f\x8b\x08" + std::string(100, '\0'));
  write("3.eml", message("behind"));
  Cutter all = cutter();
  EXPECT_THAT(names(slice(all)), ElementsAre("1.eml"));
  Step step = all.next();
  const auto* archive = std::get_if<ArchiveFile>(&step);
  ASSERT_NE(archive, nullptr);
  EXPECT_EQ(archive->name, "2.gz");
  EXPECT_EQ(archive->size, 103U);
  EXPECT_THAT(names(slice(all)), ElementsAre("3.eml"));
}

TEST_F(SlicesTest, HalvesMeetAtASeparatorUntilOneMessageIsLeft) {
  write("a.mbox", mailbox(3) + in_mailbox(message("long", {}, 50'000)) + in_mailbox(message("last")));
  Cutter all = cutter();
  std::vector<Cut> open{slice(all).cuts[0]};
  std::vector<std::string> messages;
  while (!open.empty()) {
    const Cut cut = open.back();
    open.pop_back();
    if (auto halves = halve(cut)) {
      EXPECT_EQ(halves->first.offset + halves->first.length, halves->second.offset);
      EXPECT_EQ(halves->first.length + halves->second.length, cut.length);
      EXPECT_FALSE(halves->second.first);
      open.push_back(halves->second);
      open.push_back(halves->first);
    } else {
      messages.push_back(content(cut));
    }
  }
  EXPECT_EQ(messages.size(), 5U);
  EXPECT_EQ(messages[3], in_mailbox(message("long", {}, 50'000)));
}

TEST_F(SlicesTest, OnlyMailboxesAreHalved) {
  write("1.eml", message("a", {}, 10'000));
  Cutter all = cutter();
  EXPECT_FALSE(halve(slice(all).cuts[0]));
}

}  // namespace
}  // namespace winnow::run
