#include "run/channel.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

#include "base/limits.h"
#include "run/protocol.pb.h"

namespace winnow::run {
namespace {

struct Pair {
  Channel coordinator, worker;
};

Pair make() {
  auto ends = Channel::make_pair();
  EXPECT_TRUE(ends);
  return {std::move(ends->first), std::move(ends->second)};
}

ToWorker job(std::uint64_t id, std::size_t padding = 0) {
  ToWorker message;
  message.mutable_examine()->set_id(id);
  message.mutable_examine()->add_extents()->set_name(std::string(padding, 'x'));
  return message;
}

ToWorker parsed(const Frame& frame) {
  ToWorker message;
  EXPECT_TRUE(message.ParseFromString(frame.bytes));
  return message;
}

TEST(Channel, FramesArriveWholeAndInOrder) {
  Pair pair = make();
  ASSERT_TRUE(pair.coordinator.send(job(1)));
  ASSERT_TRUE(pair.coordinator.send(job(2)));
  for (const std::uint64_t id : {1, 2}) {
    const auto frame = pair.worker.receive();
    ASSERT_TRUE(frame && *frame);
    EXPECT_EQ(parsed(**frame).examine().id(), id);
  }
}

TEST(Channel, FrameLargerThanTheSocketsBufferArrivesWhole) {
  Pair pair = make();
  const ToWorker large = job(7, 5'000'000);
  std::thread sender([&] { EXPECT_TRUE(pair.coordinator.send(large)); });
  const auto frame = pair.worker.receive();
  sender.join();
  ASSERT_TRUE(frame && *frame);
  EXPECT_EQ((*frame)->bytes, large.SerializeAsString());
}

TEST(Channel, DescriptorsStayWithTheirOwnFrame) {
  Pair pair = make();
  int pipes[2];
  ASSERT_EQ(::pipe(pipes), 0);
  ASSERT_TRUE(pair.coordinator.send(job(1)));
  ASSERT_TRUE(pair.coordinator.send(job(2), std::array{pipes[0]}));
  ASSERT_TRUE(pair.coordinator.send(job(3)));
  ASSERT_EQ(::write(pipes[1], "q", 1), 1);

  EXPECT_TRUE((*pair.worker.receive())->descriptors.empty());
  const auto second = pair.worker.receive();
  ASSERT_EQ((*second)->descriptors.size(), 1U);
  char byte = 0;
  EXPECT_EQ(::read((*second)->descriptors[0].get(), &byte, 1), 1);
  EXPECT_EQ(byte, 'q');
  EXPECT_NE(::fcntl((*second)->descriptors[0].get(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_TRUE((*pair.worker.receive())->descriptors.empty());
  ::close(pipes[0]);
  ::close(pipes[1]);
}

TEST(Channel, CarriesAsManyDescriptorsAsTheKernelAllowsAndNoMore) {
  Pair pair = make();
  const std::vector<int> full(kDescriptorsPerFrame, 0);
  ASSERT_TRUE(pair.coordinator.send(job(1), full));
  EXPECT_EQ((*pair.worker.receive())->descriptors.size(), kDescriptorsPerFrame);
  const std::vector<int> beyond(kDescriptorsPerFrame + 1, 0);
  EXPECT_EQ(pair.coordinator.send(job(1), beyond).error().code, ErrorCode::kLimitExceeded);
}

TEST(Channel, CoordinatorTakesNoDescriptorsFromAWorker) {
  Pair pair = make();
  ASSERT_TRUE(pair.worker.send(job(1), std::array{0}));
  const auto frame = pair.coordinator.receive();
  ASSERT_TRUE(frame && *frame);
  EXPECT_TRUE((*frame)->descriptors.empty());
}

TEST(Channel, PartialFrameIsKeptUntilTheRestComes) {
  Pair pair = make();
  const std::string body = job(9, 100).SerializeAsString();
  std::string wire(4, '\0');
  wire[0] = static_cast<char>(body.size());
  wire += body;
  Frame frame;
  for (std::size_t i = 0; i < wire.size(); ++i) {
    ASSERT_EQ(*pair.coordinator.try_receive(frame), Channel::State::kPartial) << i;
    ASSERT_EQ(::write(pair.worker.fd(), &wire[i], 1), 1);
  }
  ASSERT_EQ(*pair.coordinator.try_receive(frame), Channel::State::kFrame);
  EXPECT_EQ(frame.bytes, body);
  EXPECT_EQ(*pair.coordinator.try_receive(frame), Channel::State::kPartial);
}

TEST(Channel, EndBetweenFramesIsAnEnd) {
  Pair pair = make();
  pair.coordinator = Channel();
  const auto frame = pair.worker.receive();
  ASSERT_TRUE(frame);
  EXPECT_FALSE(*frame);
}

TEST(Channel, EndInsideAFrameIsAnError) {
  Pair pair = make();
  ASSERT_EQ(::write(pair.worker.fd(), "\x10\0\0\0abc", 7), 7);
  pair.worker = Channel();
  EXPECT_EQ(pair.coordinator.receive().error().code, ErrorCode::kTruncated);
}

TEST(Channel, AnnouncedLengthAboveTheLimitIsRefusedUnread) {
  Pair pair = make();
  ASSERT_EQ(::write(pair.worker.fd(), "\xff\xff\xff\xff", 4), 4);
  EXPECT_EQ(pair.coordinator.receive().error().code, ErrorCode::kLimitExceeded);
}

TEST(Channel, FrameAboveTheLimitIsNotSent) {
  Pair pair = make();
  EXPECT_EQ(pair.worker.send(job(1, limits::kFrameBytes)).error().code, ErrorCode::kLimitExceeded);
}

TEST(Channel, PeerThatIsGoneIsAnErrorAndNoSignal) {
  Pair pair = make();
  pair.worker = Channel();
  EXPECT_EQ(pair.coordinator.send(job(1)).error().code, ErrorCode::kIo);
}

TEST(Channel, PeerThatDoesNotReadRunsIntoTheTimeout) {
  Pair pair = make();
  pair.coordinator.set_send_timeout(std::chrono::milliseconds(20));
  EXPECT_EQ(pair.coordinator.send(job(1, 8'000'000)).error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace winnow::run
