#include "run/coordinator.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "run/dump.h"

namespace winnow::run {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Coordinator : public DumpTest {
 protected:
  std::unique_ptr<store::Case> run() {
    Remembered watcher;
    const auto outcome = examine(options_, watcher, settings_);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().place);
    items_ = watcher.items;
    warnings_ = watcher.warnings;
    auto opened = store::Case::open_for_reading(options_.case_path);
    EXPECT_TRUE(opened);
    expect_ledger_adds_up(**opened);
    return std::move(*opened);
  }
  static std::vector<std::string> lost(const store::Case& opened) {
    std::vector<std::string> rows;
    for (const store::LossRow& loss : opened.losses()) rows.push_back(loss.locator + " " + loss.reason);
    return rows;
  }
  std::vector<std::string> items_, warnings_;
};

TEST_F(Coordinator, ItemsComeInTheNaturalOrderOfLocators) {
  write("m10.eml", message("ten"));
  write("m9.eml", message("nine"));
  write("box/ana.mbox", mailbox(2));
  write(".hidden/x.eml", message("hidden"));
  const auto opened = run();
  EXPECT_THAT(items_, ElementsAre("leak/.hidden/x.eml", "leak/.hidden/x.eml:1", "leak/box/ana.mbox#1", "leak/box/ana.mbox#1:1",
                                  "leak/box/ana.mbox#2", "leak/box/ana.mbox#2:1", "leak/m9.eml", "leak/m9.eml:1", "leak/m10.eml",
                                  "leak/m10.eml:1"));
  std::vector<std::string> sorted;
  EXPECT_TRUE(opened->for_each_sorted([&](const store::StoredItem& item) { sorted.push_back(item.locator); }));
  EXPECT_EQ(sorted, items_);
  EXPECT_TRUE(opened->finished());
}

TEST_F(Coordinator, ALargeMailboxIsCutAndNumberedThroughout) {
  write("ana.mbox", mailbox(3000, 5000));
  const auto opened = run();
  EXPECT_GT(opened->slices(), 3U);
  const auto found = opened->find("leak/ana.mbox#2345");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->item.subject(), "2345");
  EXPECT_FALSE(opened->find("leak/ana.mbox#3001"));
}

TEST_F(Coordinator, TheCaseDoesNotDependOnTheNumberOfWorkers) {
  write("ana.mbox", mailbox(2500, 5000));
  for (int i = 0; i < 200; ++i) write("cur/" + std::to_string(i) + ".eml", message(std::to_string(i)));
  write("bad.mbox", in_mailbox(message("1")) + in_mailbox(message("2", "crash")) + in_mailbox(message("3")));
  std::string one;
  for (const unsigned jobs : {1U, 2U, 3U, 8U}) {
    options_.jobs = jobs;
    options_.case_path = (folder_ / ("case" + std::to_string(jobs))).string();
    run();
    const std::string content = content_of(options_.case_path);
    if (jobs == 1) one = content;
    EXPECT_EQ(content, one) << jobs;
  }
}

TEST_F(Coordinator, WhatIsNoFileIsNamedAndNeverOpened) {
  write("a.eml", message("a"));
  fs::create_symlink("/etc/passwd", dump_ / "link");
  fs::create_symlink("..", dump_ / "loop");
  ASSERT_EQ(::mkfifo((dump_ / "pipe").c_str(), 0600), 0);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (dump_ / "sock").string();
  ASSERT_LT(path.size(), sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  ASSERT_EQ(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const auto opened = run();
  ::close(fd);
  EXPECT_THAT(lost(*opened), ElementsAre("leak/link not-a-file", "leak/loop not-a-file", "leak/pipe not-a-file", "leak/sock not-a-file"));
  EXPECT_EQ(opened->items(), 2U);
}

TEST_F(Coordinator, NamesThatAreNotUtf8OrHoldStepsAreEncoded) {
  write("a#1!b:c%.eml", message("odd"));
  write("\xff\xfe.eml", message("bytes"));
  const auto opened = run();
  EXPECT_TRUE(opened->find("leak/a%231%21b%3Ac%25.eml"));
  EXPECT_TRUE(opened->find("leak/%FF%FE.eml"));
}

TEST_F(Coordinator, TwoDumpsOfOneNameAreToldApart) {
  write("a.eml", message("one"));
  fs::create_directories(folder_ / "other");
  fs::create_directories(folder_ / "other/leak");
  std::ofstream(folder_ / "other/leak/a.eml") << message("two");
  options_.dumps.push_back((folder_ / "other/leak").string());
  const auto opened = run();
  EXPECT_EQ(opened->find("leak/a.eml")->item.subject(), "one");
  EXPECT_EQ(opened->find("leak~2/a.eml")->item.subject(), "two");
}

TEST_F(Coordinator, TheCaseAndTheOutputsInsideTheDumpArePassedOver) {
  write("a.eml", message("a"));
  write("out.jsonl", "{}");
  options_.case_path = (dump_ / "leak.winnow").string();
  options_.outputs = {(dump_ / "out.jsonl").string()};
  const auto opened = run();
  EXPECT_THAT(lost(*opened), ElementsAre("leak/leak.winnow own-output", "leak/out.jsonl own-output"));
  EXPECT_EQ(opened->items(), 2U);
}

TEST_F(Coordinator, ADumpThatIsNotThereIsSaid) {
  options_.dumps = {(folder_ / "absent").string()};
  Remembered watcher;
  const auto outcome = examine(options_, watcher, settings_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kNotFound);
}

TEST_F(Coordinator, AFinishedCaseIsLeftAsItIs) {
  write("a.eml", message("a"));
  run();
  const std::string before = content_of(options_.case_path);
  write("b.eml", message("b"));
  Remembered watcher;
  const auto outcome = examine(options_, watcher, settings_);
  ASSERT_TRUE(outcome);
  EXPECT_TRUE(outcome->resumed);
  EXPECT_TRUE(outcome->anything_read);
  EXPECT_TRUE(watcher.items.empty());
  EXPECT_EQ(content_of(options_.case_path), before);
}

TEST_F(Coordinator, WorkersThatNeverGetReadyEndTheRunWithAnError) {
  write("a.eml", message("a"));
  settings_.start_worker = [](bool) {
    auto started = fake::start();
    if (started) ::kill(started->pid(), SIGKILL);
    return started;
  };
  Remembered watcher;
  const auto outcome = examine(options_, watcher, settings_);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kIo);
}

TEST_F(Coordinator, AnEmptyDumpFinishesWithNothingRead) {
  Remembered watcher;
  const auto outcome = examine(options_, watcher, settings_);
  ASSERT_TRUE(outcome);
  EXPECT_FALSE(outcome->anything_read);
  EXPECT_FALSE(outcome->anything_lost);
}

}  // namespace
}  // namespace winnow::run
