#include "run/worker.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <iterator>
#include <memory>

#include "base/limits.h"
#include "box/box.h"
#include "check/words.h"
#include "proof/key.h"
#include "proof/openpgp_keys.h"
#include "proof/rnp_verifier.h"
#include "run/apart.h"
#include "run/descriptor_io.h"
#include "run/examine.h"
#include "run/fetch.h"
#include "run/key_finder.h"
#include "run/protocol.pb.h"
#include "run/sandbox.h"
#include "run/slice_buffer.h"
#include "run/unpack.h"
#include "run/visit.h"
#include "run/warm_up.h"

namespace winnow::run {
namespace {

// A buffer above this is given back once its slice is done.
constexpr std::size_t kKeptBufferBytes = 16 * limits::kMiB;

class Worker {
 public:
  Worker(Channel channel, const WorkerFault& fault) : channel_(std::move(channel)), fault_(fault) {}
  // Until the coordinator closes the channel, or breaks the protocol.
  int run();

 private:
  Result<void> answer(const ToWorker& message, std::span<const Descriptor> descriptors);
  void configure(const Configure& configure);
  Result<void> examine(const ExamineJob& job, std::span<const Descriptor> descriptors);
  Result<void> compute(const ComputeJob& job);
  std::vector<proof::Key> known_keys() const;
  void examine(const Extent& extent, std::span<const Descriptor> descriptors, ExtentResult& result);

  Channel channel_;
  const WorkerFault& fault_;
  std::unique_ptr<proof::KeySource> keys_;
  std::vector<proof::Key> given_keys_;    // as the user's files hold them
  bool with_archive_ = true;
  std::unique_ptr<proof::Authorities> authorities_;
  proof::OpenPgpKeys openpgp_;
  ExamineOptions options_;
  std::optional<KeyFinder> finder_;       // made at its first job
  SliceBuffer buffer_;
  ExamineResult result_;                  // kept between jobs: its strings and rows are used again
};

int Worker::run() {
  for (;;) {
    auto frame = channel_.receive();
    if (!frame) return 1;
    if (!*frame) return 0;
    ToWorker message;
    if (!message.ParseFromString((*frame)->bytes)) return 1;
    if (!answer(message, (*frame)->descriptors)) return 1;
  }
}

Result<void> Worker::answer(const ToWorker& message, std::span<const Descriptor> descriptors) {
  switch (message.what_case()) {
    case ToWorker::kConfigure: return configure(message.configure()), Result<void>();
    case ToWorker::kExamine: return examine(message.examine(), descriptors);
    case ToWorker::kUnpack: return unpack(message.unpack(), descriptors, options_, channel_);
    case ToWorker::kFetch: return fetch(message.fetch(), descriptors, channel_);
    case ToWorker::kVisit: return visit(message.visit(), descriptors, options_, channel_);
    case ToWorker::kCompute: return compute(message.compute());
    default: return {};  // a Refill that crossed the last event of its job
  }
}

void Worker::configure(const Configure& configure) {
  const std::optional<std::int64_t> fixed =
      configure.has_fixed() ? std::optional<std::int64_t>(configure.fixed()) : std::nullopt;
  std::vector<proof::Key> keys;
  for (int i = 0; i < configure.keys_size(); ++i) {
    const std::string_view name = i < configure.key_names_size() ? configure.key_names(i) : std::string_view();
    const bool vouched = i < configure.vouched_size() && configure.vouched(i);
    proof::KeyFile file = proof::read_keys(configure.keys(i), name, vouched, fixed);
    std::move(file.keys.begin(), file.keys.end(), std::back_inserter(keys));
  }
  if (configure.words_key_size() == 2) check::set_word_key(configure.words_key(0), configure.words_key(1));
  box::use_passwords({configure.passwords().begin(), configure.passwords().end()});
  with_archive_ = !configure.no_archive();
  given_keys_ = keys;
  keys_ = proof::make_key_set(std::move(keys), with_archive_, fixed);
  options_.keys = keys_.get();
  options_.claims.fixed = fixed;
  if (configure.has_undo_budget()) options_.undo_times = configure.undo_budget();
  if (configure.has_now()) options_.now = options_.claims.now = configure.now();
  for (const std::string& file : configure.pgp_keys()) openpgp_.add(file);
  options_.openpgp = &openpgp_;
  if (configure.trust_store_size() == 0) return;
  authorities_ = proof::read_authorities({configure.trust_store().begin(), configure.trust_store().end()});
  options_.authorities = authorities_.get();
}

Result<void> Worker::examine(const ExamineJob& job, std::span<const Descriptor> descriptors) {
  result_.set_id(job.id());
  result_.clear_extents();
  options_.shallow = job.shallow();
  for (const Extent& extent : job.extents()) examine(extent, descriptors, *result_.add_extents());
  buffer_.keep_at_most(kKeptBufferBytes);
  FromWorker message;
  message.unsafe_arena_set_allocated_examined(&result_);
  const auto sent = channel_.send(message);
  message.unsafe_arena_release_examined();
  return sent;
}

void Worker::examine(const Extent& extent, std::span<const Descriptor> descriptors, ExtentResult& result) {
  result.Clear();
  if (extent.fd() >= descriptors.size()) return result.set_failure("io");
  const int fd = descriptors[extent.fd()].get();
  if (is_streamed(extent)) {
    const ReadAt read = [&](std::uint64_t offset, std::span<std::byte> into) {
      return read_at(fd, extent.offset() + offset, into);
    };
    return examine_streamed(read, extent, options_, result);
  }
  const std::span<std::byte> into = buffer_.at_least(extent.length()).first(extent.length());
  const auto got = read_at(fd, extent.offset(), into);
  if (!got) return result.set_failure("io");
  result.set_bytes_read(*got);
  if (*got < extent.length()) return result.set_failure("shrunk");
  if (fault_) fault_(into);
  examine_extent(into, extent, options_, result, apart_files(extent, descriptors));
}

std::vector<proof::Key> Worker::known_keys() const {
  std::vector<proof::Key> keys = given_keys_;
  if (with_archive_)
    for (proof::Key& key : proof::shipped_keys(options_.claims.fixed)) keys.push_back(std::move(key));
  return keys;
}

Result<void> Worker::compute(const ComputeJob& job) {
  if (!finder_) finder_.emplace(known_keys());
  FromWorker message;
  *message.mutable_computed() = finder_->find(job);
  return channel_.send(message);
}

// Botan, on which librnp rests, opens /dev/urandom once and reads seeds from it for each of its objects.
int find_random_device() {
  constexpr int kLooked = 64;
  for (int fd = 3; fd < kLooked; ++fd) {
    struct stat status {};
    if (::fstat(fd, &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 9)) return fd;
  }
  return -1;
}

}  // namespace

int worker_main(const WorkerStart& start, const WorkerFault& fault) {
  const int fd = start.channel;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // a worker that loops must not outlive its coordinator
  ::signal(SIGPIPE, SIG_IGN);
  warm_up();
  // Behind the sandbox nothing can be loaded: a worker that wants the library then makes room for one that has it.
  int random_device = -1;
  if (start.openpgp && proof::load_rnp()) random_device = find_random_device();
  if (!start.openpgp) proof::when_rnp_is_wanted([] { ::_exit(kExitWantsOpenPgp); });
  Ready ready;
  for (const std::string_view missing : enter_sandbox({.channel = fd, .random_device = random_device})) ready.add_missing(std::string(missing));

  Channel channel(Descriptor(fd), Accepts::kDescriptors);
  FromWorker hello;
  *hello.mutable_ready() = ready;
  if (!channel.send(hello)) ::_exit(1);
  // No exit handlers: they would look for files that are out of reach now.
  ::_exit(Worker(std::move(channel), fault).run());
}

}  // namespace winnow::run
