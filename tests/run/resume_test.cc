// Killed at any moment, the same command goes on and ends with the same case.
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <random>

#include "run/dump.h"
#include "run/resume.h"

namespace winnow::run {
namespace {

TEST(ResumePointTest, IsReadBackAsWritten) {
  const ResumePoint point{2, "cur/a%20 b", false, 12, 3, 4, 500, -6, 99};
  EXPECT_EQ(parse_resume_point(print_resume_point(point)), point);
  EXPECT_EQ(parse_resume_point(print_resume_point(ResumePoint{})), ResumePoint{});
}

TEST(ResumePointTest, AnythingElseIsRefused) {
  for (const char* text : {"", "1", "2 0 c 0 0 0 0 0 0 ", "1 0 x 0 0 0 0 0 0 ", "1 0 c 0 0 0 0 0", "1 0 c -1 0 0 0 0 0 a",
                           "1 00 c 0 0 0 0 0 0 a", "1 0 c 0 0 0 0 99999999999999999999 0 a"})
    EXPECT_FALSE(parse_resume_point(text)) << text;
}

class Resume : public DumpTest {
 protected:
  void make_dump() {
    write("ana.mbox", mailbox(2600, 5000));
    for (int i = 0; i < 260; ++i) write("mail/" + std::to_string(i) + ".eml", message(std::to_string(i)));
    write("mail/box/cur/1:2,S", message("maildir"));
    fs::create_directories(dump_ / "mail/box/new");
    fs::create_directories(dump_ / "mail/box/tmp");
    write("zoe.mbox", mailbox(2600, 5000));
    write("zz.mbox", in_mailbox(message("1")) + in_mailbox(message("2", "crash")) + in_mailbox(message("3")));
    fs::create_symlink("nowhere", dump_ / "mail/5b");
    fs::create_symlink("nowhere", dump_ / "zzz");
  }
  void run_to_the_end() {
    Remembered watcher;
    const auto outcome = examine(options_, watcher, settings_);
    ASSERT_TRUE(outcome) << outcome.error().place;
  }
};

TEST_F(Resume, AHundredKillsLeaveTheSameCase) {
  make_dump();
  const auto before = std::chrono::steady_clock::now();
  run_to_the_end();
  const auto whole = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - before);
  const std::string expected = content_of(options_.case_path);
  EXPECT_THAT(expected, ::testing::HasSubstr("zz.mbox#2 crashed"));

  std::mt19937 random(20170505);
  int finished = 0;
  options_.case_path = (folder_ / "killed.winnow").string();
  for (int kills = 0; kills < 100; ++kills) {
    const pid_t child = ::fork();
    if (child == 0) {
      Remembered watcher;
      (void)examine(options_, watcher, settings_);
      ::_exit(0);
    }
    ::usleep(static_cast<useconds_t>(random() % static_cast<unsigned>(whole.count())));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (const auto opened = store::Case::open_for_reading(options_.case_path); opened && (*opened)->finished()) {
      ASSERT_EQ(content_of(options_.case_path), expected);
      fs::remove(options_.case_path);
      ++finished;
    }
  }
  run_to_the_end();
  EXPECT_EQ(content_of(options_.case_path), expected) << finished << " cases finished between the kills";
}

TEST_F(Resume, AFullDiskEndsTheRunAndRoomLetsItGoOn) {
  make_dump();
  run_to_the_end();
  const std::string expected = content_of(options_.case_path);
  options_.case_path = (folder_ / "full.winnow").string();
  const pid_t child = ::fork();
  if (child == 0) {
    const rlimit limit{300'000, RLIM_INFINITY};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    Remembered watcher;
    const auto outcome = examine(options_, watcher, settings_);
    ::_exit(!outcome && outcome.error().code == ErrorCode::kDiskFull ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  run_to_the_end();
  EXPECT_EQ(content_of(options_.case_path), expected);
}

TEST_F(Resume, SigtermEndsInOrderAndTheSameCommandGoesOn) {
  make_dump();
  run_to_the_end();
  const std::string expected = content_of(options_.case_path);
  options_.case_path = (folder_ / "term.winnow").string();
  const pid_t child = ::fork();
  if (child == 0) {
    struct Terminator : Remembered {
      void item(const store::StoredItem&) override {
        if (++seen == 900) ::raise(SIGTERM);
      }
      int seen = 0;
    } watcher;
    const auto outcome = examine(options_, watcher, settings_);
    ::_exit(outcome && outcome->interrupted ? 0 : 1);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_THAT(content_of(options_.case_path), ::testing::HasSubstr("unfinished"));
  run_to_the_end();
  EXPECT_EQ(content_of(options_.case_path), expected);
}

TEST_F(Resume, AMailboxThatChangedMeanwhileIsSaid) {
  write("ana.mbox", mailbox(2600, 5000));
  const pid_t child = ::fork();
  if (child == 0) {
    struct Killer : Remembered {
      void item(const store::StoredItem&) override { ::kill(::getpid(), SIGKILL); }
    } watcher;
    (void)examine(options_, watcher, settings_);
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  std::ofstream(dump_ / "ana.mbox", std::ios::app) << in_mailbox(message("late"));
  Remembered watcher;
  ASSERT_TRUE(examine(options_, watcher, settings_));
  EXPECT_THAT(watcher.warnings, ::testing::ElementsAre("file-changed"));
}

}  // namespace
}  // namespace winnow::run
