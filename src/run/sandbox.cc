#include "run/sandbox.h"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <memory>

namespace winnow::run {
namespace {

#ifdef WINNOW_SANITIZED
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

// ---- descriptors ----

void close_between(int first, int last) {
  if (first > last) return;
  if (::syscall(SYS_close_range, first, last, 0) == 0) return;
  rlimit files{};  // before Linux 5.9
  ::getrlimit(RLIMIT_NOFILE, &files);
  const int end = static_cast<int>(files.rlim_cur) - 1;
  for (int fd = first; fd <= last && fd <= end; ++fd) ::close(fd);
}

// 0 to 2 stay occupied: a library that prints must never print into a descriptor received later.
void close_descriptors(int channel, int random_device) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  for (int fd = 0; fd <= 2; ++fd) {
    if (kSanitized && fd == 2) continue;  // the sanitizer's report
    if (fd == channel || fd == random_device) continue;
    if (null >= 0) ::dup2(null, fd);
    else ::close(fd);
  }
  constexpr int kLast = 0x7FFFFFFF;
  int from = 3;
  for (const int kept : {std::min(channel, random_device), std::max(channel, random_device)}) {
    if (kept < from) continue;
    close_between(from, kept - 1);
    from = kept + 1;
  }
  close_between(from, kLast);
}

// ---- limits ----

bool limit(int resource, std::uint64_t value) {
  rlimit wanted{value, value}, now{};
  if (::getrlimit(static_cast<__rlimit_resource_t>(resource), &now) == 0 && now.rlim_max < value)
    wanted = {now.rlim_max, now.rlim_max};
  return ::setrlimit(static_cast<__rlimit_resource_t>(resource), &wanted) == 0;
}

bool set_limits(const SandboxOptions& options) {
  bool all = limit(RLIMIT_CORE, 0);
  all &= limit(RLIMIT_CPU, options.cpu_seconds);
  all &= limit(RLIMIT_FSIZE, limits::kWorkerFileBytes);
  all &= limit(RLIMIT_NOFILE, limits::kWorkerFiles);
  all &= limit(RLIMIT_NPROC, 0);
  // AddressSanitizer reserves terabytes of address space that it never touches.
  if (!kSanitized) all &= limit(RLIMIT_AS, options.memory_bytes);
  return all;
}

// ---- Landlock, by raw system call: Debian 12's libc has no wrapper, its headers end at ABI 2 ----

struct LandlockRuleset {
  std::uint64_t handled_access_fs, handled_access_net, scoped;
};

constexpr std::uint64_t bits(unsigned count) { return (std::uint64_t{1} << count) - 1; }

// Every right that an ABI version knows is handled, and no path is allowed any.
LandlockRuleset ruleset_of(long abi) {
  LandlockRuleset ruleset{bits(13), 0, 0};                 // 1: execute, read, write, make and remove of each kind
  if (abi >= 2) ruleset.handled_access_fs |= 1U << 13;     // 2: link and rename across folders
  if (abi >= 3) ruleset.handled_access_fs |= 1U << 14;     // 3: truncate
  if (abi >= 4) ruleset.handled_access_net = bits(2);      // 4: TCP bind and connect
  if (abi >= 5) ruleset.handled_access_fs |= 1U << 15;     // 5: ioctl on devices
  if (abi >= 6) ruleset.scoped = bits(2);                  // 6: abstract sockets and signals outside
  return ruleset;
}

std::size_t size_of_ruleset(long abi) {
  if (abi >= 6) return sizeof(LandlockRuleset);
  return abi >= 4 ? 2 * sizeof(std::uint64_t) : sizeof(std::uint64_t);
}

bool enter_landlock() {
#if defined(SYS_landlock_create_ruleset) && defined(SYS_landlock_restrict_self)
  constexpr unsigned kVersion = 1;  // LANDLOCK_CREATE_RULESET_VERSION
  const long abi = ::syscall(SYS_landlock_create_ruleset, nullptr, 0, kVersion);
  if (abi < 1) return false;
  const LandlockRuleset ruleset = ruleset_of(abi);
  const int fd = static_cast<int>(::syscall(SYS_landlock_create_ruleset, &ruleset, size_of_ruleset(abi), 0));
  if (fd < 0) return false;
  const bool entered = ::syscall(SYS_landlock_restrict_self, fd, 0) == 0;
  ::close(fd);
  return entered;
#else
  return false;
#endif
}

// ---- seccomp: docs/sandbox.md says for each call why it is here ----

constexpr std::initializer_list<int> kAllowed = {
    SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(pread64), SCMP_SYS(pwrite64), SCMP_SYS(close), SCMP_SYS(fstat),
    SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
    SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(getpid), SCMP_SYS(gettid),
    SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
};

// What libraries try on the way and can do without. Refused with EPERM, so that a look for a configuration file does not
// cost the message at hand.
constexpr std::initializer_list<int> kRefused = {
    SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat),
    SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
    SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(lseek),
    SCMP_SYS(uname), SCMP_SYS(sysinfo), SCMP_SYS(getrusage), SCMP_SYS(prlimit64), SCMP_SYS(getrlimit),
    SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(sched_getaffinity),
    SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction),
};

// A sanitizer maps shadow memory, reports on standard error and looks at its own signal stack.
constexpr std::initializer_list<int> kSanitizerAllowed = {
    SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(write), SCMP_SYS(sched_yield), SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigaction), SCMP_SYS(getrusage),
};

bool contains(std::initializer_list<int> list, int call) {
  for (const int each : list)
    if (each == call) return true;
  return false;
}

// libseccomp knows calls that this architecture has not: those it refuses with EDOM, and nothing is missing then.
bool add(scmp_filter_ctx filter, std::uint32_t action, std::initializer_list<int> calls,
         std::initializer_list<int> except = {}) {
  for (const int call : calls) {
    if (contains(except, call)) continue;
    const int result = ::seccomp_rule_add(filter, action, call, 0);
    if (result != 0 && result != -EDOM && result != -EACCES) return false;
  }
  return true;
}

bool enter_seccomp(int random_device) {
  const std::unique_ptr<void, void (*)(scmp_filter_ctx)> owned(::seccomp_init(SCMP_ACT_KILL_PROCESS), ::seccomp_release);
  const scmp_filter_ctx filter = owned.get();
  if (filter == nullptr) return false;
  ::seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
  ::seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1);
  ::seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);

  const std::initializer_list<int> no_calls = {};
  bool built = add(filter, SCMP_ACT_ALLOW, kAllowed);
  built = built && add(filter, SCMP_ACT_ERRNO(EPERM), kRefused, kSanitized ? kSanitizerAllowed : no_calls);
  if (kSanitized) built = built && add(filter, SCMP_ACT_ALLOW, kSanitizerAllowed);
  // Memory, but never memory that can be run.
  const scmp_arg_cmp no_exec = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
  built = built && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, no_exec) == 0;
  built = built && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_exec) == 0;
  // Reading is refused as well, but of the random device where there is one.
  const auto device = static_cast<scmp_datum_t>(random_device);
  if (random_device >= 0) {
    const scmp_arg_cmp is_device = SCMP_A0(SCMP_CMP_EQ, device), is_other = SCMP_A0(SCMP_CMP_NE, device);
    built = built && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, is_device) == 0;
    built = built && ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(read), 1, is_other) == 0;
  } else {
    built = built && add(filter, SCMP_ACT_ERRNO(EPERM), {SCMP_SYS(read)});
  }
  // abort() sends a signal to its own process, so that a failed assertion is seen as one.
  const scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(::getpid()));
  built = built && ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, self) == 0;
  return built && ::seccomp_load(filter) == 0;
}

}  // namespace

std::vector<std::string_view> enter_sandbox(const SandboxOptions& options) {
  std::vector<std::string_view> missing;
  close_descriptors(options.channel, options.random_device);
  ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) missing.emplace_back("no-new-privileges");
  if (!set_limits(options)) missing.emplace_back("limits");
  if (!enter_landlock()) missing.emplace_back("landlock");
  if (!enter_seccomp(options.random_device)) missing.emplace_back("seccomp");
  return missing;
}

}  // namespace winnow::run
