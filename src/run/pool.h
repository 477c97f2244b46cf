// The workers: started, handed jobs, watched. One that dies, loops or talks nonsense is replaced, and its job comes back.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/limits.h"
#include "run/protocol.pb.h"
#include "run/worker.h"

namespace winnow::run {

// Starts a worker that has not yet said Ready, with librnp loaded or without. Tests put workers of their own here.
using StartWorker = std::function<Result<WorkerProcess>(bool openpgp)>;

// How long a job may take. CPU counts, not the clock on the wall, so that a loaded machine loses nothing; the wall only
// ends what sleeps.
struct JobLimits {
  std::chrono::milliseconds cpu{limits::kSliceCpuSeconds * 1000};
  std::chrono::milliseconds wall{limits::kSliceCpuSeconds * 20 * 1000};
};

struct Answer {
  // kAgain: nothing was wrong with the job; it wants a worker of the kind that is started from now on.
  enum class Kind { kExamined, kUnpacked, kFetched, kVisited, kComputed, kFailed, kAgain };
  Kind kind = Kind::kFailed;
  std::uint64_t job = 0;
  std::shared_ptr<ExamineResult> examined;   // lives in the memory of its frame, freed as a whole
  UnpackEvent unpacked;
  FetchChunk fetched;
  Visited visited;
  ComputeResult computed;
  std::string reason;                    // kFailed: catalogue id "loss.<reason>": "crashed", "looped"
};

class Pool {
 public:
  Pool(StartWorker start, Configure configure, unsigned workers);

  // Starts what is missing. kIo once workers die again and again before they are ready.
  Result<void> start_missing();
  // Changes how many workers there should be; none is ended before its job is.
  void set_workers(unsigned workers) { wanted_ = workers; }
  bool has_idle() const;
  // Hands a job to an idle worker. `job` is the id that `message` carries. Descriptors stay the caller's.
  void submit(std::uint64_t job, const ToWorker& message, const std::vector<int>& descriptors, JobLimits limits);
  // Says something to the worker that has `job` (Refill). It does not matter if it is gone: the job comes back failed.
  void tell(std::uint64_t job, const ToWorker& message);
  // The job of a worker that answers more than once is done (the last event of an archive).
  void done(std::uint64_t job);
  // Ends the worker that has `job`, without an answer.
  void abandon(std::uint64_t job);
  // Waits for answers, at most `timeout`; a signal ends the wait.
  Result<std::vector<Answer>> wait(std::chrono::milliseconds timeout);

  // What the kernel lacks, as the first worker said.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  enum class State { kStarting, kIdle, kBusy };
  struct Worker {
    WorkerProcess process;
    State state = State::kStarting;
    std::uint64_t job = 0;
    JobLimits limits;
    std::chrono::steady_clock::time_point since;
    std::chrono::nanoseconds cpu_before{};
    bool openpgp = false;                // started with librnp
    bool broken = false;                 // a send failed: it is about to be found dead
  };

  Worker* worker_of(std::uint64_t job);
  void read_from(Worker& worker, std::vector<Answer>& answers);
  bool take_frame(Worker& worker, const std::string& bytes, std::vector<Answer>& answers);
  void check_clock(Worker& worker, std::vector<Answer>& answers);
  void bury(Worker& worker, std::string reason, std::vector<Answer>& answers);

  StartWorker start_;
  Configure configure_;
  unsigned wanted_;
  unsigned early_deaths_ = 0;            // in a row
  std::vector<Worker> workers_;
  std::vector<std::string> missing_;
  bool heard_ready_ = false;
  bool openpgp_ = false;                 // a worker wanted librnp: all that start from now on have it
};

}  // namespace winnow::run
