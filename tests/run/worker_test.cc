#include "run/worker.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/protocol.pb.h"

namespace winnow::run {
namespace {

Descriptor file_of(std::string_view bytes) {
  Descriptor file(::memfd_create("winnow-test", MFD_CLOEXEC));
  EXPECT_EQ(::pwrite(file.get(), bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
  return file;
}

FromWorker answer(WorkerProcess& worker) {
  FromWorker message;
  const auto frame = worker.channel().receive();
  const bool parsed = frame && *frame && message.ParseFromString((*frame)->bytes);
  EXPECT_TRUE(parsed);
  return message;
}

// A worker that stands behind its sandbox and is configured without keys.
WorkerProcess ready_worker() {
  auto worker = start_worker();
  EXPECT_TRUE(worker);
  EXPECT_TRUE(answer(*worker).has_ready());
  ToWorker configure;
  configure.mutable_configure()->set_no_archive(true);
  EXPECT_TRUE(worker->channel().send(configure));
  return std::move(*worker);
}

ToWorker examine(Format format, std::uint64_t length, std::uint64_t offset = 0) {
  ToWorker job;
  job.mutable_examine()->set_id(7);
  Extent& extent = *job.mutable_examine()->add_extents();
  extent.set_format(format);
  extent.set_offset(offset);
  extent.set_length(length);
  return job;
}

constexpr std::string_view kMailbox =
    "From a@b.example Mon May  1 10:00:00 2017\nFrom: a@b.example\nSubject: one\n\ntext\n\n"
    "From a@b.example Mon May  1 10:00:01 2017\nFrom: a@b.example\nSubject: two\n\ntext\n\n";

TEST(Worker, ExaminesAMailboxItIsHanded) {
  WorkerProcess worker = ready_worker();
  const Descriptor file = file_of(kMailbox);
  ASSERT_TRUE(worker.channel().send(examine(FORMAT_MBOX, kMailbox.size()), std::array{file.get()}));
  const FromWorker message = answer(worker);
  ASSERT_TRUE(message.has_examined());
  EXPECT_EQ(message.examined().id(), 7U);
  const ExtentResult& extent = message.examined().extents(0);
  ASSERT_EQ(extent.groups_size(), 2);
  EXPECT_EQ(extent.groups(0).items(0).subject(), "one");
  EXPECT_EQ(extent.groups(1).items(0).subject(), "two");
  EXPECT_EQ(extent.failure(), "");
}

TEST(Worker, OneJobLeavesNothingBehindForTheNext) {
  WorkerProcess worker = ready_worker();
  const Descriptor file = file_of(kMailbox);
  std::string first;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(worker.channel().send(examine(FORMAT_MBOX, kMailbox.size()), std::array{file.get()}));
    const std::string bytes = answer(worker).SerializeAsString();
    if (i == 0) first = bytes;
    EXPECT_EQ(bytes, first);
    ASSERT_TRUE(worker.channel().send(examine(FORMAT_DOCUMENT, 4), std::array{file.get()}));
    EXPECT_EQ(answer(worker).examined().extents(0).groups_size(), 1);
  }
}

TEST(Worker, SaysThatAFileShrank) {
  WorkerProcess worker = ready_worker();
  const Descriptor file = file_of(kMailbox);
  ASSERT_TRUE(worker.channel().send(examine(FORMAT_MBOX, kMailbox.size() + 1), std::array{file.get()}));
  ASSERT_TRUE(worker.channel().send(examine(FORMAT_DOCUMENT, 1U << 30), std::array{file.get()}));
  for (int i = 0; i < 2; ++i) {
    const FromWorker message = answer(worker);
    EXPECT_EQ(message.examined().extents(0).failure(), "shrunk");
    EXPECT_EQ(message.examined().extents(0).groups_size(), 0);
    EXPECT_EQ(message.examined().extents(0).bytes_read(), kMailbox.size());
  }
}

TEST(Worker, AnExtentWithoutItsDescriptorIsAFailureNotACrash) {
  WorkerProcess worker = ready_worker();
  ASSERT_TRUE(worker.channel().send(examine(FORMAT_MESSAGE, 10)));
  EXPECT_EQ(answer(worker).examined().extents(0).failure(), "io");
}

TEST(Worker, LivesThroughEveryLibraryBehindTheSandbox) {
  const std::string message =
      "DKIM-Signature: v=1; a=rsa-sha256; d=b.example; s=s; h=from; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AAAA\n"
      "From: =?windows-1258?q?=E9?= <a@xn--bcher-kva.example>\nSubject: =?euc-kr?b?sKE=?= =?big5?b?pKQ=?=\n"
      "Date: Mon, 1 May 2017 10:00:00 +0200\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
      "--b\nContent-Type: text/html; charset=ibm850\n\n<p style='display:none'>x</p>\n"
      "--b\nContent-Type: application/pdf; name=a.pdf\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\n"
      "JVBERi0xLjQK\n--b--\n";
  WorkerProcess worker = ready_worker();
  const Descriptor file = file_of(message);
  ASSERT_TRUE(worker.channel().send(examine(FORMAT_MESSAGE, message.size()), std::array{file.get()}));
  const FromWorker result = answer(worker);
  ASSERT_EQ(result.examined().extents_size(), 1);
  ASSERT_EQ(result.examined().extents(0).groups(0).items_size(), 2);
  EXPECT_EQ(result.examined().extents(0).groups(0).items(1).media_type(), "application/pdf");
}

TEST(Worker, EndsWithItsChannel) {
  WorkerProcess worker = ready_worker();
  const pid_t pid = worker.pid();
  worker.channel() = Channel();
  int status = 0;
  ASSERT_EQ(::waitpid(pid, &status, 0), pid);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

TEST(Worker, ACrashIsSeenAsTheEndOfItsChannel) {
  WorkerProcess worker = ready_worker();
  const std::string message = "X-Test-Fault: crash\n\n";
  const Descriptor file = file_of(message);
  ASSERT_TRUE(worker.channel().send(examine(FORMAT_MESSAGE, message.size()), std::array{file.get()}));
  const auto frame = worker.channel().receive();
  EXPECT_TRUE(!frame || !*frame);
}

TEST(Worker, NonsenseFromTheChannelEndsIt) {
  WorkerProcess worker = ready_worker();
  ASSERT_EQ(::write(worker.channel().fd(), "\x04\0\0\0\xff\xff\xff\xff", 8), 8);
  const auto frame = worker.channel().receive();
  EXPECT_TRUE(!frame || !*frame);
}

TEST(WorkerArgument, IsReadBackAndNothingElseIs) {
  for (const bool openpgp : {false, true}) {
    const auto start = worker_start(worker_argument({3, openpgp}));
    ASSERT_TRUE(start);
    EXPECT_EQ(start->channel, 3);
    EXPECT_EQ(start->openpgp, openpgp);
  }
  for (const std::string_view other : {"", "--worker-fd=", "--worker-fd=-1", "--worker-fd=3x", "--worker-fd=,openpgp", "--worker", "examine"})
    EXPECT_FALSE(worker_start(other)) << other;
}

}  // namespace
}  // namespace winnow::run
