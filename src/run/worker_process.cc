// The coordinator's side of starting a worker.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>

#include "run/worker.h"

namespace winnow::run {
namespace {

constexpr std::string_view kArgument = "--worker-fd=", kOpenPgp = ",openpgp";
constexpr int kWorkerChannel = 3;

// What posix_spawn(3) is told, freed with its scope.
struct Actions {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};
  Actions() {
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawnattr_init(&attributes);
  }
  Actions(const Actions&) = delete;
  Actions& operator=(const Actions&) = delete;
  ~Actions() {
    ::posix_spawn_file_actions_destroy(&files);
    ::posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

std::string worker_argument(const WorkerStart& start) {
  return std::string(kArgument) + std::to_string(start.channel) + std::string(start.openpgp ? kOpenPgp : "");
}

std::optional<WorkerStart> worker_start(std::string_view argument) {
  if (!argument.starts_with(kArgument)) return std::nullopt;
  argument.remove_prefix(kArgument.size());
  WorkerStart start;
  start.openpgp = argument.ends_with(kOpenPgp);
  if (start.openpgp) argument.remove_suffix(kOpenPgp.size());
  const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), start.channel);
  if (error != std::errc() || end != argument.data() + argument.size() || start.channel < 0) return std::nullopt;
  return start;
}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  if (this != &other) {
    end();
    pid_ = std::exchange(other.pid_, -1);
    channel_ = std::move(other.channel_);
  }
  return *this;
}

WorkerProcess::~WorkerProcess() { end(); }

int WorkerProcess::end() {
  if (pid_ <= 0) return 0;
  ::kill(pid_, SIGKILL);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  channel_ = Channel();
  return status;
}

Result<WorkerProcess> start_worker(bool openpgp, const std::string& program) {
  WINNOW_TRY(auto ends, Channel::make_pair());
  const Descriptor theirs = ends.second.release();

  Actions actions;
  // dup2 onto itself clears close-on-exec as well (posix_spawn_file_actions_adddup2(3)).
  ::posix_spawn_file_actions_adddup2(&actions.files, theirs.get(), kWorkerChannel);
  // A worker must not get the terminal's Ctrl-C: the coordinator ends it in order.
  sigset_t none, defaults;
  ::sigemptyset(&none);
  ::sigemptyset(&defaults);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE, SIGHUP}) ::sigaddset(&defaults, signal);
  ::posix_spawnattr_setsigmask(&actions.attributes, &none);
  ::posix_spawnattr_setsigdefault(&actions.attributes, &defaults);
  ::posix_spawnattr_setpgroup(&actions.attributes, 0);
  ::posix_spawnattr_setflags(&actions.attributes,
                             POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::string name = "winnow-worker", argument = worker_argument({kWorkerChannel, openpgp}), locale = "LC_ALL=C.UTF-8";
  char* const arguments[] = {name.data(), argument.data(), nullptr};
  // Nothing of the user's environment changes how hostile bytes are read.
  char* const environment[] = {locale.data(), nullptr};
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, program.c_str(), &actions.files, &actions.attributes, arguments, environment);
  if (error != 0) return fail(ErrorCode::kIo, std::strerror(error));
  return WorkerProcess(pid, std::move(ends.first));
}

}  // namespace winnow::run
