#include "run/walk.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/locator.h"
#include "run/dump.h"

namespace winnow::run {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class WalkTest : public DumpTest {
 protected:
  // "LOCATOR" of a file, "LOCATOR REASON" of what is none, "LOCATOR/" of a folder that is a box.
  static std::vector<std::string> walked(Walk walk) {
    std::vector<std::string> all;
    while (auto entry = walk.next())
      all.push_back(entry->locator + (entry->file ? "" : entry->reason.empty() ? "/" : " " + entry->reason));
    return all;
  }
  std::vector<Root> roots() const {
    auto found = find_roots(options_.dumps);
    EXPECT_TRUE(found);
    return found ? *found : std::vector<Root>();
  }
  Walk walk(std::optional<ResumePoint> after = std::nullopt) const { return Walk(roots(), {}, std::move(after)); }
  FileIdentity identity(const std::string& name) const {
    struct stat status {};
    EXPECT_EQ(::stat((dump_ / name).c_str(), &status), 0) << name;
    return {status.st_dev, status.st_ino};
  }
};

TEST_F(WalkTest, GoesThroughFoldersInNaturalOrder) {
  for (const char* name : {"10.eml", "9.eml", "a/2", "a/10", "a.eml", "b/c/d"}) write(name, "x");
  EXPECT_THAT(walked(walk()), ElementsAre("leak/9.eml", "leak/10.eml", "leak/a.eml", "leak/a/2", "leak/a/10", "leak/b/c/d"));
}

TEST_F(WalkTest, OrderIsThatOfTheLocators) {
  for (const char* name : {"a/x", "a-b", "a b", "a!", "A", "ab/x", "a1/x", "a01"}) write(name, "x");
  const auto all = walked(walk());
  EXPECT_EQ(all.size(), 8U);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), [](const auto& a, const auto& b) { return natural_less(a, b); }));
}

TEST_F(WalkTest, AFileThatIsNamedIsItsOwnDump) {
  write("one.eml", "x");
  options_.dumps = {(dump_ / "one.eml").string()};
  auto one = walk();
  const auto entry = one.next();
  ASSERT_TRUE(entry);
  EXPECT_TRUE(entry->file);
  EXPECT_EQ(entry->locator, "one.eml");
  EXPECT_EQ(entry->path, "");
  EXPECT_EQ(entry->box, (BoxName{"one.eml", "file"}));
  EXPECT_FALSE(one.next());
}

TEST_F(WalkTest, DumpsOfOneNameAreToldApart) {
  write("a/box/1.eml", "x");
  write("b/box/1.eml", "x");
  options_.dumps = {(dump_ / "a/box").string(), (dump_ / "b/box").string()};
  EXPECT_THAT(walked(walk()), ElementsAre("box/1.eml", "box~2/1.eml"));
}

TEST_F(WalkTest, ADumpThatDoesNotExistIsNamed) {
  const auto found = find_roots({dump_.string(), (dump_ / "absent").string()});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(found.error().place, (dump_ / "absent").string());
}

TEST_F(WalkTest, NamesBecomeLocatorsAndStayInOneFolder) {
  write("a!b#c:d%e\n.eml", "x");
  write("\xff\xfe", "x");
  EXPECT_THAT(walked(walk()), testing::UnorderedElementsAre("leak/a%21b%23c%3Ad%25e%0A.eml", "leak/%FF%FE"));
}

TEST_F(WalkTest, WhatIsNoFileIsNamedAndNeverOpened) {
  write("good.eml", "x");
  ASSERT_EQ(::mkfifo((dump_ / "fifo").c_str(), 0600), 0);  // opening it would wait for ever
  fs::create_symlink("good.eml", dump_ / "link");
  fs::create_symlink(".", dump_ / "loop");
  fs::create_symlink("/nowhere", dump_ / "nowhere");
  EXPECT_THAT(walked(walk()), ElementsAre("leak/fifo not-a-file", "leak/good.eml", "leak/link not-a-file",
                                          "leak/loop not-a-file", "leak/nowhere not-a-file"));
}

TEST_F(WalkTest, ALinkIsFollowedWhereTheUserNamesIt) {
  write("real/1.eml", "x");
  fs::create_symlink("real", dump_ / "link");
  options_.dumps = {(dump_ / "link").string()};
  EXPECT_THAT(walked(walk()), ElementsAre("real/1.eml"));
}

TEST_F(WalkTest, WhatMayNotBeReadIsNamedWithItsReason) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  write("closed.eml", "x");
  write("folder/inner.eml", "x");
  fs::permissions(dump_ / "closed.eml", fs::perms::none);
  fs::permissions(dump_ / "folder", fs::perms::none);
  EXPECT_THAT(walked(walk()), ElementsAre("leak/closed.eml permission", "leak/folder permission"));
  fs::permissions(dump_ / "folder", fs::perms::owner_all);
}

TEST_F(WalkTest, WhatVanishesAfterTheListingIsNamed) {
  write("1.eml", "x");
  write("2.eml", "x");
  Walk two = walk();
  ASSERT_TRUE(two.next());
  fs::remove(dump_ / "2.eml");
  const auto gone = two.next();
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->reason, "vanished");
  EXPECT_TRUE(gone->counts);
}

TEST_F(WalkTest, OutputsOfWinnowArePassedOverWithARemark) {
  write("items.jsonl", "x");
  write("leak.winnow-wal", "x");
  write("mail.eml", "x");
  Walk some(roots(), {identity("items.jsonl"), identity("leak.winnow-wal")});
  const auto own = some.next();
  ASSERT_TRUE(own);
  EXPECT_EQ(own->reason, "own-output");
  EXPECT_FALSE(own->counts);
  const auto mail = some.next();
  ASSERT_TRUE(mail);
  EXPECT_EQ(mail->locator, "leak/mail.eml");
  EXPECT_FALSE(some.next());
}

TEST_F(WalkTest, AMaildirIsOneBoxEvenWhenItIsEmpty) {
  for (const char* folder : {"Maildir/cur", "Maildir/new", "Maildir/tmp"}) fs::create_directories(dump_ / folder);
  write("full/cur/1:2,S", "x");
  fs::create_directories(dump_ / "full/new");
  std::vector<BoxName> boxes;
  Walk both = walk();
  while (auto entry = both.next()) boxes.push_back(entry->box);
  EXPECT_THAT(boxes, ElementsAre(BoxName{"leak/Maildir", "maildir"}, BoxName{"leak/full", "maildir"}, BoxName{"leak/full", "maildir"}));
}

TEST_F(WalkTest, FoldersBelowTheLimitAreNamedAndNotEntered) {
  std::string deep;
  for (std::size_t i = 0; i < limits::kFolderDepth + 3; ++i) deep += "d/";
  write(deep + "lost.eml", "x");
  write("z.eml", "x");
  const auto all = walked(walk());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_THAT(all[0], testing::EndsWith(" too-deep"));
  EXPECT_EQ(all[1], "leak/z.eml");
}

// Wherever a run was interrupted, the next walk gives exactly what was not committed.
TEST_F(WalkTest, GoesOnBehindEachOfItsEntries) {
  for (const char* name : {"1.eml", "a/1", "a/2", "a/b/1", "a.eml", "c/cur/1", "z/1"}) write(name, "x");
  fs::create_directories(dump_ / "c/new");
  fs::create_symlink("a.eml", dump_ / "link");
  const auto all = walked(walk());
  Walk whole = walk();
  for (std::size_t done = 1; done <= all.size(); ++done) {
    const auto entry = whole.next();
    ASSERT_TRUE(entry);
    const auto rest = walked(walk(ResumePoint{.dump = entry->dump, .path = entry->path}));
    EXPECT_EQ(rest, std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(done), all.end())) << entry->locator;
    if (!entry->file) continue;
    const auto again = walked(walk(ResumePoint{.dump = entry->dump, .path = entry->path, .complete = false}));
    EXPECT_EQ(again, std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(done) - 1, all.end())) << entry->locator;
  }
}

TEST_F(WalkTest, GoesOnBehindAFileThatIsGoneByNow) {
  for (const char* name : {"1.eml", "2.eml", "3.eml", "a/1", "a/2"}) write(name, "x");
  fs::remove(dump_ / "2.eml");
  EXPECT_THAT(walked(walk(ResumePoint{.path = "2.eml"})), ElementsAre("leak/3.eml", "leak/a/1", "leak/a/2"));
  fs::remove_all(dump_ / "a");
  EXPECT_THAT(walked(walk(ResumePoint{.path = "a/1"})), IsEmpty());
}

TEST_F(WalkTest, GoesOnWithTheNextDump) {
  write("a/1", "x");
  write("b/1", "x");
  write("c", "x");
  options_.dumps = {(dump_ / "a").string(), (dump_ / "c").string(), (dump_ / "b").string()};
  EXPECT_THAT(walked(walk(ResumePoint{.dump = 0, .path = "1"})), ElementsAre("c", "b/1"));
  EXPECT_THAT(walked(walk(ResumePoint{.dump = 1, .path = ""})), ElementsAre("b/1"));
  EXPECT_THAT(walked(walk(ResumePoint{.dump = 2, .path = "1"})), IsEmpty());
  EXPECT_THAT(walked(walk(ResumePoint{.dump = 7, .path = "1"})), IsEmpty()) << "a resume point of another dump";
}

}  // namespace
}  // namespace winnow::run
