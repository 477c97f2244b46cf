#include "run/sandbox.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <functional>
#include <vector>

#include "run/channel.h"
#include "run/protocol.pb.h"

namespace winnow::run {
namespace {

constexpr int kRefused = 40, kWorked = 41;

// Runs `attempt` in a child behind the closed door; it returns whether it got what it wanted.
int wait_status_of(const std::function<bool()>& attempt, const SandboxOptions& options = {}) {
  const pid_t child = ::fork();
  if (child == 0) {
    for (const std::string_view missing : enter_sandbox(options))
      if (missing == "seccomp" || missing == "no-new-privileges" || missing == "limits") ::_exit(99);
    ::_exit(attempt() ? kWorked : kRefused);
  }
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  return status;
}

// Refused: killed by the filter, or an answer of EPERM.
MATCHER(IsStopped, "") {
  *result_listener << "wait status " << arg;
  return (WIFSIGNALED(arg) && WTERMSIG(arg) == SIGSYS) || (WIFEXITED(arg) && WEXITSTATUS(arg) == kRefused);
}
MATCHER(IsKilled, "") {
  *result_listener << "wait status " << arg;
  return WIFSIGNALED(arg) && WTERMSIG(arg) == SIGSYS;
}
MATCHER(Works, "") {
  *result_listener << "wait status " << arg;
  return WIFEXITED(arg) && WEXITSTATUS(arg) == kWorked;
}

bool call(long result) { return result >= 0 || errno != EPERM; }

TEST(Sandbox, NoFileCanBeOpened) {
  EXPECT_THAT(wait_status_of([] { return call(::open("/etc/passwd", O_RDONLY)); }), IsStopped());
  EXPECT_THAT(wait_status_of([] { return call(::open("/tmp", O_RDWR | O_TMPFILE, 0600)); }), IsStopped());
#ifdef SYS_open
  EXPECT_THAT(wait_status_of([] { return call(::syscall(SYS_open, "/etc/passwd", O_RDONLY)); }), IsStopped());
#endif
  EXPECT_THAT(wait_status_of([] {
                unsigned long long how[3] = {};
                return call(::syscall(437 /* openat2 */, AT_FDCWD, "/etc/passwd", how, sizeof how));
              }),
              IsKilled());
}

TEST(Sandbox, NothingIsLearntOfPaths) {
  struct stat about{};
  EXPECT_THAT(wait_status_of([&] { return call(::stat("/etc/passwd", &about)); }), IsStopped());
  EXPECT_THAT(wait_status_of([] { return call(::access("/etc/passwd", F_OK)); }), IsStopped());
  EXPECT_THAT(wait_status_of([] { return call(::unlink("/nonexistent/winnow")); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::rename("/nonexistent/a", "/nonexistent/b")); }), IsKilled());
}

TEST(Sandbox, NoSocketCanBeMade) {
  EXPECT_THAT(wait_status_of([] { return call(::socket(AF_INET, SOCK_STREAM, 0)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::socket(AF_UNIX, SOCK_STREAM, 0)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] {
                int ends[2];
                return call(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends));
              }),
              IsKilled());
}

TEST(Sandbox, NoProgramStartsAndNoProcessIsMade) {
  EXPECT_THAT(wait_status_of([] {
                char* const none[] = {nullptr};
                return call(::execve("/bin/true", none, none));
              }),
              IsKilled());
  EXPECT_THAT(wait_status_of([] {
                const pid_t child = ::fork();
                if (child == 0) ::_exit(0);
                return call(child);
              }),
              IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::syscall(435 /* clone3 */, nullptr, 0)); }), IsKilled());
}

TEST(Sandbox, NoOtherProcessIsTouched) {
  EXPECT_THAT(wait_status_of([] { return call(::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::kill(::getppid(), 0)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::syscall(SYS_tgkill, 1, 1, 0)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0)); }),
              IsKilled());
}

TEST(Sandbox, NoMemoryCanBeMadeToRun) {
  EXPECT_THAT(wait_status_of([] {
                return ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
              }),
              IsKilled());
  EXPECT_THAT(wait_status_of([] {
                void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
                return ::mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0;
              }),
              IsKilled());
}

TEST(Sandbox, KernelDoorsThatNoParserNeedsAreShut) {
  EXPECT_THAT(wait_status_of([] { return call(::syscall(SYS_memfd_create, "x", 0)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::syscall(425 /* io_uring_setup */, 1, nullptr)); }), IsKilled());
  EXPECT_THAT(wait_status_of([] { return call(::syscall(321 /* bpf on x86-64 */, 0, nullptr, 0)); }), IsKilled());
}

TEST(Sandbox, EveryDescriptorButTheChannelIsClosed) {
  int pipes[2];
  ASSERT_EQ(::pipe(pipes), 0);
  const auto byte_from = [](int fd) {
    struct stat about{};
    return ::syscall(SYS_fstat, fd, &about) == 0;
  };
  EXPECT_THAT(wait_status_of([&] { return byte_from(pipes[0]); }, {.channel = pipes[1]}),
              testing::Truly([](int status) { return WIFEXITED(status) && WEXITSTATUS(status) == kRefused; }));
  EXPECT_THAT(wait_status_of([&] { return byte_from(pipes[1]); }, {.channel = pipes[1]}), Works());
  ::close(pipes[0]);
  ::close(pipes[1]);
}

// What a worker lives on: frames, descriptors that come with them, memory.
TEST(Sandbox, WorkGoesOn) {
  const Descriptor file(::memfd_create("winnow", MFD_CLOEXEC));
  ASSERT_EQ(::pwrite(file.get(), "ask", 3, 0), 3);
  auto ends = Channel::make_pair();
  ASSERT_TRUE(ends);
  Channel& outside = ends->first;
  Channel& inside = ends->second;
  ASSERT_TRUE(outside.send(ToWorker(), std::array{file.get()}));
  const int status = wait_status_of(
      [&] {
        const auto frame = inside.receive();
        if (!frame || !*frame || (*frame)->descriptors.size() != 1) return false;
        const int fd = (*frame)->descriptors[0].get();
        std::vector<char> memory(32 << 20, 'x');
        if (::pread(fd, memory.data(), 3, 0) != 3 || ::pwrite(fd, "did", 3, 0) != 3) return false;
        return inside.send(FromWorker()).has_value();
      },
      {.channel = inside.fd()});
  EXPECT_THAT(status, Works());
  EXPECT_TRUE(outside.receive());
  char answer[3] = {};
  ASSERT_EQ(::pread(file.get(), answer, 3, 0), 3);
  EXPECT_EQ(std::string_view(answer, 3), "did");
}

#ifndef WINNOW_SANITIZED
TEST(Sandbox, MemoryBeyondTheLimitIsRefused) {
  EXPECT_THAT(wait_status_of(
                  [] { return ::mmap(nullptr, 512 << 20, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED; },
                  {.memory_bytes = 256 << 20}),
              testing::Truly([](int status) { return WIFEXITED(status) && WEXITSTATUS(status) == kRefused; }));
}
#endif

TEST(Sandbox, ALoopEndsAtTheCpuLimit) {
  const int status = wait_status_of(
      []() -> bool {
        for (;;) asm volatile("");
      },
      {.cpu_seconds = 1});
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_THAT(WTERMSIG(status), testing::AnyOf(SIGXCPU, SIGKILL));
}

TEST(Sandbox, AFailedAssertionIsSeenAsOne) {
  const int status = wait_status_of([]() -> bool {
    ::signal(SIGABRT, SIG_DFL);
    std::abort();
  });
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) << status;
}

}  // namespace
}  // namespace winnow::run
