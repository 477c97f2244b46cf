#include "run/pool.h"

#include <google/protobuf/arena.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include <algorithm>
#include <cerrno>

namespace winnow::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// A worker that dies before it is ready says that the program or the machine is broken, not the dump.
constexpr unsigned kEarlyDeaths = 4;
// A worker reads as soon as it is idle; one that does not for so long is stuck.
constexpr milliseconds kSendTimeout{30'000};
constexpr milliseconds kStartTimeout{120'000};

// CPU that a process used so far, all threads.
nanoseconds cpu_of(pid_t pid) {
  clockid_t clock{};
  timespec used{};
  if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &used) != 0) return {};
  return std::chrono::seconds(used.tv_sec) + nanoseconds(used.tv_nsec);
}

std::string reason_of(int wait_status) {
  return WIFSIGNALED(wait_status) && WTERMSIG(wait_status) == SIGXCPU ? "looped" : "crashed";
}

}  // namespace

Pool::Pool(StartWorker start, Configure configure, unsigned workers)
    : start_(std::move(start)), configure_(std::move(configure)), wanted_(workers) {}

Result<void> Pool::start_missing() {
  while (workers_.size() < wanted_) {
    WINNOW_TRY(WorkerProcess process, start_(openpgp_));
    Worker worker;
    worker.openpgp = openpgp_;
    worker.process = std::move(process);
    worker.since = std::chrono::steady_clock::now();
    worker.process.channel().set_send_timeout(kSendTimeout);
    ToWorker message;
    *message.mutable_configure() = configure_;
    // A failure shows itself as an early death.
    worker.broken = !worker.process.channel().send(message);
    workers_.push_back(std::move(worker));
  }
  return {};
}

bool Pool::has_idle() const {
  return std::any_of(workers_.begin(), workers_.end(), [](const Worker& w) { return w.state == State::kIdle && !w.broken; });
}

void Pool::submit(std::uint64_t job, const ToWorker& message, const std::vector<int>& descriptors, JobLimits limits) {
  const auto idle = std::find_if(workers_.begin(), workers_.end(), [](const Worker& w) { return w.state == State::kIdle && !w.broken; });
  Worker& worker = *idle;
  worker.state = State::kBusy;
  worker.job = job;
  worker.limits = limits;
  worker.since = std::chrono::steady_clock::now();
  worker.cpu_before = cpu_of(worker.process.pid());
  worker.broken = !worker.process.channel().send(message, descriptors);
}

Pool::Worker* Pool::worker_of(std::uint64_t job) {
  for (Worker& worker : workers_)
    if (worker.state == State::kBusy && worker.job == job) return &worker;
  return nullptr;
}

void Pool::tell(std::uint64_t job, const ToWorker& message) {
  if (Worker* worker = worker_of(job)) worker->broken = worker->broken || !worker->process.channel().send(message);
}

void Pool::done(std::uint64_t job) {
  if (Worker* worker = worker_of(job)) worker->state = State::kIdle;
}

void Pool::abandon(std::uint64_t job) {
  std::erase_if(workers_, [job](const Worker& worker) { return worker.state == State::kBusy && worker.job == job; });
}

Result<std::vector<Answer>> Pool::wait(milliseconds timeout) {
  std::vector<pollfd> polled;
  polled.reserve(workers_.size());
  for (Worker& worker : workers_) polled.push_back({worker.process.channel().fd(), POLLIN, 0});
  // EINTR: a signal is the caller's business.
  if (::poll(polled.data(), polled.size(), static_cast<int>(timeout.count())) < 0)
    for (pollfd& each : polled) each.revents = 0;

  std::vector<Answer> answers;
  const std::size_t count = polled.size();
  for (std::size_t i = 0; i < count; ++i) {
    if (polled[i].revents != 0) read_from(workers_[i], answers);
    else if (workers_[i].broken) bury(workers_[i], "crashed", answers);
    else check_clock(workers_[i], answers);
  }
  // Workers beyond the wanted number go when they have nothing to do.
  std::erase_if(workers_, [](const Worker& worker) { return worker.process.pid() <= 0; });
  // The job that comes again must not meet one more that would only end.
  if (openpgp_) std::erase_if(workers_, [](const Worker& worker) { return !worker.openpgp && worker.state != State::kBusy; });
  for (auto it = workers_.begin(); it != workers_.end() && workers_.size() > wanted_;)
    it = it->state == State::kIdle ? workers_.erase(it) : it + 1;
  if (early_deaths_ >= kEarlyDeaths) return fail(ErrorCode::kIo, "workers do not start");
  return answers;
}

void Pool::read_from(Worker& worker, std::vector<Answer>& answers) {
  // An archive's worker may have several events ready; the caller bounds them by its buffers.
  for (;;) {
    Frame frame;
    const auto state = worker.process.channel().try_receive(frame);
    if (!state || *state == Channel::State::kClosed) return bury(worker, {}, answers);
    if (*state == Channel::State::kPartial) return;
    if (!take_frame(worker, frame.bytes, answers)) return bury(worker, "crashed", answers);
  }
}

bool Pool::take_frame(Worker& worker, const std::string& bytes, std::vector<Answer>& answers) {
  // A slice's records are thousands of small messages: they are made and freed in one piece.
  google::protobuf::ArenaOptions room;
  room.start_block_size = std::clamp<std::size_t>(2 * bytes.size(), 4096, limits::kMiB);
  room.max_block_size = limits::kMiB;
  const auto arena = std::make_shared<google::protobuf::Arena>(room);
  FromWorker& said = *google::protobuf::Arena::CreateMessage<FromWorker>(arena.get());
  if (!said.ParseFromString(bytes)) return false;
  if (said.has_ready()) {
    if (worker.state != State::kStarting) return false;
    worker.state = State::kIdle;
    early_deaths_ = 0;
    if (!heard_ready_) missing_.assign(said.ready().missing().begin(), said.ready().missing().end());
    heard_ready_ = true;
    return true;
  }
  if (worker.state != State::kBusy) return false;
  Answer answer;
  answer.job = worker.job;
  if (said.has_examined() && said.examined().id() == worker.job) {
    answer.kind = Answer::Kind::kExamined;
    answer.examined = std::shared_ptr<ExamineResult>(arena, said.mutable_examined());
    worker.state = State::kIdle;
  } else if (said.has_unpacked() && said.unpacked().id() == worker.job) {
    answer.kind = Answer::Kind::kUnpacked;
    answer.unpacked = std::move(*said.mutable_unpacked());
    worker.cpu_before = cpu_of(worker.process.pid());
    worker.since = std::chrono::steady_clock::now();
  } else if (said.has_fetched() && said.fetched().id() == worker.job) {
    answer.kind = Answer::Kind::kFetched;
    answer.fetched = std::move(*said.mutable_fetched());
  } else if (said.has_visited() && said.visited().id() == worker.job) {
    answer.kind = Answer::Kind::kVisited;
    answer.visited = said.visited();
  } else if (said.has_computed() && said.computed().id() == worker.job) {
    answer.kind = Answer::Kind::kComputed;
    answer.computed = std::move(*said.mutable_computed());
    worker.state = State::kIdle;
  } else {
    return false;
  }
  answers.push_back(std::move(answer));
  return true;
}

void Pool::check_clock(Worker& worker, std::vector<Answer>& answers) {
  const auto wall = std::chrono::steady_clock::now() - worker.since;
  if (worker.state == State::kStarting && wall > kStartTimeout) return bury(worker, "looped", answers);
  if (worker.state != State::kBusy) return;
  if (wall > worker.limits.wall || cpu_of(worker.process.pid()) - worker.cpu_before > worker.limits.cpu)
    bury(worker, "looped", answers);
}

void Pool::bury(Worker& worker, std::string reason, std::vector<Answer>& answers) {
  if (worker.state == State::kStarting) ++early_deaths_;
  const bool was_busy = worker.state == State::kBusy;
  // One that closed its end is about to exit by itself, and how it does tells why.
  const int status = worker.process.end();
  if (!was_busy) return;
  Answer answer;
  answer.job = worker.job;
  if (!worker.openpgp && reason.empty() && WIFEXITED(status) && WEXITSTATUS(status) == kExitWantsOpenPgp) {
    openpgp_ = true;
    answer.kind = Answer::Kind::kAgain;
    answers.push_back(std::move(answer));
    return;
  }
  answer.reason = reason.empty() ? reason_of(status) : std::move(reason);
  answers.push_back(std::move(answer));
}

}  // namespace winnow::run
