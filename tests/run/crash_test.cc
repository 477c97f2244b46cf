// Messages that kill, stop or fool whoever reads them: only they are lost, and by name.
#include <gmock/gmock.h>

#include "run/dump.h"

namespace winnow::run {
namespace {

using ::testing::ElementsAre;

class Crash : public DumpTest {
 protected:
  Crash() {
    settings_.first_try = {std::chrono::milliseconds{300}, std::chrono::milliseconds{4000}};
    settings_.retry = {std::chrono::milliseconds{150}, std::chrono::milliseconds{2000}};
  }
  // A mailbox of `count` messages, one of which carries an order.
  static std::string with_order(int count, int at, const std::string& order) {
    std::string box;
    for (int i = 1; i <= count; ++i) box += in_mailbox(message(std::to_string(i), i == at ? order : ""));
    return box;
  }
  std::unique_ptr<store::Case> run() {
    Remembered watcher;
    const auto outcome = examine(options_, watcher, settings_);
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().place);
    EXPECT_TRUE(!outcome || outcome->anything_lost == !expect_nothing_lost_);
    auto opened = store::Case::open_for_reading(options_.case_path);
    expect_ledger_adds_up(**opened);
    return std::move(*opened);
  }
  void expect_only_lost(const store::Case& opened, const std::string& locator, const std::string& reason) {
    ASSERT_EQ(opened.losses().size(), 1U);
    EXPECT_EQ(opened.losses()[0].locator, locator);
    EXPECT_EQ(opened.losses()[0].reason, reason);
    EXPECT_TRUE(opened.losses()[0].counts);
  }
  bool expect_nothing_lost_ = false;
};

TEST_F(Crash, AMessageThatCrashesIsLostAloneAndKeepsItsNumber) {
  write("ana.mbox", with_order(41, 17, "crash"));
  const auto opened = run();
  expect_only_lost(*opened, "leak/ana.mbox#17", "crashed");
  EXPECT_FALSE(opened->find("leak/ana.mbox#17"));
  EXPECT_EQ(opened->find("leak/ana.mbox#18")->item.subject(), "18");
  EXPECT_EQ(opened->items(), 80U);
}

TEST_F(Crash, AMessageThatLoopsIsLostAlone) {
  write("ana.mbox", with_order(9, 9, "loop"));
  expect_only_lost(*run(), "leak/ana.mbox#9", "looped");
}

TEST_F(Crash, AMessageThatSleepsIsLostAlone) {
  settings_.first_try.wall = settings_.retry.wall = std::chrono::milliseconds{400};
  write("ana.mbox", with_order(3, 1, "sleep"));
  expect_only_lost(*run(), "leak/ana.mbox#1", "looped");
}

TEST_F(Crash, AMessageThatEatsMemoryIsLostAlone) {
  // Whether memory or the clock ends it first depends on the machine; here it is to be memory.
  settings_.first_try.cpu = settings_.retry.cpu = std::chrono::seconds{20};
  settings_.first_try.wall = settings_.retry.wall = std::chrono::seconds{60};
  write("ana.mbox", with_order(8, 2, "eat"));
  expect_only_lost(*run(), "leak/ana.mbox#2", "crashed");
}

TEST_F(Crash, AnAnswerThatContradictsItselfIsALostMessage) {
  write("ana.mbox", with_order(8, 5, "lie"));
  expect_only_lost(*run(), "leak/ana.mbox#5", "crashed");
}

TEST_F(Crash, AFileAmongManyIsLostAlone) {
  for (int i = 0; i < 70; ++i) write(std::to_string(i) + ".eml", message(std::to_string(i), i == 33 ? "exit" : ""));
  const auto opened = run();
  expect_only_lost(*opened, "leak/33.eml", "crashed");
  EXPECT_EQ(opened->items(), 138U);
  EXPECT_EQ(opened->boxes()[0].expected, 70U);
}

TEST_F(Crash, WhatCanBeReadWithLessIsReadWithLess) {
  expect_nothing_lost_ = true;
  write("ana.mbox", with_order(6, 4, "crash-unless-shallow"));
  const auto opened = run();
  EXPECT_TRUE(opened->losses().empty());
  EXPECT_EQ(opened->find("leak/ana.mbox#4:1")->item.name(), "shallow");
  EXPECT_EQ(opened->find("leak/ana.mbox#3:1")->item.name(), "deep");
}

TEST_F(Crash, EveryMessageMayBeHostile) {
  std::string box;
  for (int i = 1; i <= 12; ++i) box += in_mailbox(message(std::to_string(i), "crash"));
  write("ana.mbox", box);
  const auto opened = run();
  EXPECT_EQ(opened->losses().size(), 12U);
  EXPECT_EQ(opened->items(), 0U);
}

// What kills the library that reads an archive costs the rest of that archive, by name, and nothing else.
TEST_F(Crash, AnArchiveThatCrashesItsReaderKeepsTheMembersBeforeThat) {
  write("0.eml", message("before"));
  write("1.zip", std::string("PK\x03\x04", 4) + std::string(100, '\0'));
  write("2.eml", message("behind"));
  const auto opened = run();
  expect_only_lost(*opened, "leak/1.zip", "crashed");
  EXPECT_EQ(opened->find("leak/1.zip!a.eml")->item.subject(), "a");
  EXPECT_EQ(opened->find("leak/1.zip!b.eml")->item.subject(), "b");
  EXPECT_TRUE(opened->find("leak/0.eml"));
  EXPECT_TRUE(opened->find("leak/2.eml"));
  EXPECT_EQ(opened->items(), 8U);
}

// Killed from outside, a worker costs nothing: the same is tried again as it was.
TEST_F(Crash, AWorkerKilledFromOutsideLosesNothing) {
  expect_nothing_lost_ = true;
  write("ana.mbox", mailbox(4000, 3000));
  int started = 0;
  settings_.start_worker = [&started](bool) {
    auto worker = fake::start();
    if (worker && ++started <= 3) {
      const pid_t victim = worker->pid();
      if (::fork() == 0) {
        ::usleep(static_cast<useconds_t>(15'000 * started));
        ::kill(victim, SIGKILL);
        ::_exit(0);
      }
    }
    return worker;
  };
  const auto opened = run();
  EXPECT_TRUE(opened->losses().empty());
  EXPECT_EQ(opened->items(), 8000U);
  EXPECT_EQ(opened->find("leak/ana.mbox#4000:1")->item.name(), "deep");
}

}  // namespace
}  // namespace winnow::run
