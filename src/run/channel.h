// Frames between coordinator and worker over a UNIX stream socket: a 32-bit little-endian length, then one serialized
// message; file descriptors travel with the frame's first byte (SCM_RIGHTS, unix(7)).
#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"

namespace google::protobuf {
class MessageLite;
}

namespace winnow::run {

// An owned file descriptor; -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset();

 private:
  int fd_ = -1;
};

// The kernel's SCM_MAX_FD.
inline constexpr std::size_t kDescriptorsPerFrame = 253;

struct Frame {
  std::string bytes;
  std::vector<Descriptor> descriptors;
};

// Whether a side may be sent descriptors. The coordinator never is: what a worker sends it is dropped by the kernel.
enum class Accepts { kDescriptors, kBytesOnly };

// One end. Not thread-safe. Every call survives signals (EINTR); a peer that is gone is an error, never SIGPIPE.
class Channel {
 public:
  Channel() = default;
  Channel(Descriptor socket, Accepts accepts) : socket_(std::move(socket)), accepts_(accepts) {}

  // Two connected ends, both closed on exec: the first accepts bytes only, the second descriptors too.
  static Result<std::pair<Channel, Channel>> make_pair();

  // For poll(2).
  int fd() const { return socket_.get(); }
  // Gives the socket away, to a process that is about to start.
  Descriptor release() { return std::move(socket_); }

  // Sends one frame whole. Errors: kLimitExceeded (frame or descriptors), kIo (also when a set timeout passed while the
  // peer did not read: the frame is then cut and the channel of no further use).
  Result<void> send(const google::protobuf::MessageLite& message, std::span<const int> descriptors = {});
  void set_send_timeout(std::chrono::milliseconds timeout);

  // Waits for one frame. nullopt: the peer closed between two frames. Errors: kTruncated (closed inside a frame),
  // kLimitExceeded (announced length above limits::kFrameBytes), kIo.
  Result<std::optional<Frame>> receive();

  enum class State { kFrame, kPartial, kClosed };
  // Takes what the socket holds without waiting. kFrame: `frame` is whole; there may be more behind it. kPartial: ask
  // again when poll(2) says so. Errors as of receive().
  Result<State> try_receive(Frame& frame);

 private:
  Result<State> advance(Frame& frame, int flags);
  Result<ssize_t> read_some(std::span<char> into, int flags);

  Descriptor socket_;
  Accepts accepts_ = Accepts::kBytesOnly;
  // The frame that is being received.
  std::array<char, 4> length_bytes_{};
  std::size_t length_have_ = 0;
  std::size_t length_ = 0, have_ = 0;
  Frame incoming_;
};

}  // namespace winnow::run
