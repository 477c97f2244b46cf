// The worker process: warm up, close the door, then work on what the coordinator sends.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "run/channel.h"

namespace winnow::run {

// What tests put into a worker to see the coordinator bear it: called with each extent's bytes before it is examined.
using WorkerFault = std::function<void(Bytes extent)>;

// With what a worker starts. `openpgp`: librnp is loaded before the sandbox closes. It costs more to start than most
// mailboxes have OpenPGP mail, so that workers start without it; one that wants it ends with kExitWantsOpenPgp.
struct WorkerStart {
  int channel = -1;
  bool openpgp = false;
};
inline constexpr int kExitWantsOpenPgp = 77;

// The whole life of a worker: returns its exit status when the coordinator closes the channel. The program's main() calls
// it, before anything else, when it was started with the argument of worker_argument().
int worker_main(const WorkerStart& start, const WorkerFault& fault = {});

// The hidden argument by which a program starts as a worker ("--worker-fd=3", "--worker-fd=3,openpgp"), and its reading;
// nullopt: another argument.
std::string worker_argument(const WorkerStart& start);
std::optional<WorkerStart> worker_start(std::string_view argument);

// A started worker. Ends with its owner: killed, and waited for.
class WorkerProcess {
 public:
  WorkerProcess() = default;
  WorkerProcess(pid_t pid, Channel channel) : pid_(pid), channel_(std::move(channel)) {}
  WorkerProcess(WorkerProcess&& other) noexcept
      : pid_(std::exchange(other.pid_, -1)), channel_(std::move(other.channel_)) {}
  WorkerProcess& operator=(WorkerProcess&& other) noexcept;
  ~WorkerProcess();

  pid_t pid() const { return pid_; }
  Channel& channel() { return channel_; }
  // Kills the process if it still runs, waits for it, and gives its wait status (waitpid(2)).
  int end();

 private:
  pid_t pid_ = -1;
  Channel channel_;
};

// Starts `program` (the running one by default) as a worker. It sends Ready once its sandbox stands.
Result<WorkerProcess> start_worker(bool openpgp = false, const std::string& program = "/proc/self/exe");

}  // namespace winnow::run
