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

// The whole life of a worker whose channel is `fd`: returns its exit status when the coordinator closes the channel.
// The program's main() calls it, before anything else, when it was started with the argument of worker_argument().
int worker_main(int fd, const WorkerFault& fault = {});

// The hidden argument by which a program starts as a worker ("--worker-fd=3"), and its reading; nullopt: another argument.
std::string worker_argument(int fd);
std::optional<int> worker_fd(std::string_view argument);

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
Result<WorkerProcess> start_worker(const std::string& program = "/proc/self/exe");

}  // namespace winnow::run
