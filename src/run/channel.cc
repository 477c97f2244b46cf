#include "run/channel.h"

#include <google/protobuf/message_lite.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/limits.h"

namespace winnow::run {
namespace {

// Room for a full load of descriptors, aligned as cmsg(3) asks.
union ControlBuffer {
  cmsghdr align;
  char bytes[CMSG_SPACE(sizeof(int) * kDescriptorsPerFrame)];
};

tl::unexpected<Error> system_error(int number) { return fail(ErrorCode::kIo, std::strerror(number)); }

std::array<char, 4> little_endian(std::size_t length) {
  std::array<char, 4> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>((length >> (8 * i)) & 0xFF);
  return bytes;
}

std::size_t from_little_endian(const std::array<char, 4>& bytes) {
  std::size_t length = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) length |= std::size_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return length;
}

void attach(msghdr& header, ControlBuffer& control, std::span<const int> descriptors) {
  if (descriptors.empty()) return;
  header.msg_control = control.bytes;
  header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
  cmsghdr* const message = CMSG_FIRSTHDR(&header);
  message->cmsg_level = SOL_SOCKET;
  message->cmsg_type = SCM_RIGHTS;
  message->cmsg_len = CMSG_LEN(descriptors.size_bytes());
  std::memcpy(CMSG_DATA(message), descriptors.data(), descriptors.size_bytes());
}

void collect(const msghdr& header, std::vector<Descriptor>& into) {
  for (cmsghdr* message = CMSG_FIRSTHDR(&header); message != nullptr;
       message = CMSG_NXTHDR(const_cast<msghdr*>(&header), message)) {
    if (message->cmsg_level != SOL_SOCKET || message->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (message->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(message) + i * sizeof(int), sizeof fd);
      into.emplace_back(fd);
    }
  }
}

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    reset();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void Descriptor::reset() {
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

Result<std::pair<Channel, Channel>> Channel::make_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return system_error(errno);
  return std::pair(Channel(Descriptor(ends[0]), Accepts::kBytesOnly),
                   Channel(Descriptor(ends[1]), Accepts::kDescriptors));
}

void Channel::set_send_timeout(std::chrono::milliseconds timeout) {
  const timeval wait{static_cast<time_t>(timeout.count() / 1000),
                     static_cast<suseconds_t>(timeout.count() % 1000 * 1000)};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
}

Result<void> Channel::send(const google::protobuf::MessageLite& message, std::span<const int> descriptors) {
  const std::size_t size = message.ByteSizeLong();
  if (size > limits::kFrameBytes || descriptors.size() > kDescriptorsPerFrame)
    return fail(ErrorCode::kLimitExceeded, "frame", size);
  std::string body(size, '\0');
  message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(body.data()));

  std::array<char, 4> length = little_endian(size);
  ControlBuffer control;
  std::size_t sent = 0;
  while (sent < length.size() + body.size()) {
    const std::size_t of_length = std::min(sent, length.size());
    const std::size_t of_body = sent - of_length;
    iovec parts[2] = {{length.data() + of_length, length.size() - of_length},
                      {body.data() + of_body, body.size() - of_body}};
    msghdr header{};
    header.msg_iov = parts;
    header.msg_iovlen = 2;
    if (sent == 0) attach(header, control, descriptors);
    const ssize_t wrote = ::sendmsg(socket_.get(), &header, MSG_NOSIGNAL);
    if (wrote >= 0) sent += static_cast<std::size_t>(wrote);
    else if (errno != EINTR) return system_error(errno);
  }
  return {};
}

Result<ssize_t> Channel::read_some(std::span<char> into, int flags) {
  iovec part{into.data(), into.size()};
  ControlBuffer control;
  for (;;) {
    msghdr header{};
    header.msg_iov = &part;
    header.msg_iovlen = 1;
    if (accepts_ == Accepts::kDescriptors) {
      header.msg_control = control.bytes;
      header.msg_controllen = sizeof control.bytes;
    }
    const ssize_t got = ::recvmsg(socket_.get(), &header, flags | MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN || errno == EWOULDBLOCK ? Result<ssize_t>(-1) : system_error(errno);
    if (accepts_ == Accepts::kDescriptors) collect(header, incoming_.descriptors);
    return got;
  }
}

// Reads exactly to the end of one frame and never beyond it, so that descriptors can only belong to the frame in hand.
Result<Channel::State> Channel::advance(Frame& frame, int flags) {
  for (;;) {
    const bool in_length = length_have_ < length_bytes_.size();
    const std::span<char> into = in_length ? std::span<char>(length_bytes_).subspan(length_have_)
                                           : std::span<char>(incoming_.bytes).subspan(have_);
    if (!into.empty()) {
      const auto got = read_some(into, flags);
      if (!got) return tl::unexpected<Error>(got.error());
      if (*got < 0) return State::kPartial;
      if (*got == 0) {
        if (length_have_ == 0) return State::kClosed;
        return fail(ErrorCode::kTruncated, "frame");
      }
      (in_length ? length_have_ : have_) += static_cast<std::size_t>(*got);
    }
    if (length_have_ < length_bytes_.size()) continue;
    if (in_length) {
      length_ = from_little_endian(length_bytes_);
      if (length_ > limits::kFrameBytes) return fail(ErrorCode::kLimitExceeded, "frame", length_);
      incoming_.bytes.clear();
    }
    // A peer that announces much and sends little costs little: room grows with what came.
    constexpr std::size_t kStep = 1 << 20;
    if (have_ == incoming_.bytes.size() && have_ < length_)
      incoming_.bytes.resize(std::min(length_, std::max(have_ * 2, kStep)));
    if (have_ == length_) {
      frame = std::exchange(incoming_, Frame{});
      length_have_ = length_ = have_ = 0;
      return State::kFrame;
    }
  }
}

Result<std::optional<Frame>> Channel::receive() {
  Frame frame;
  WINNOW_TRY(const State state, advance(frame, 0));
  if (state == State::kClosed) return std::optional<Frame>();
  return std::optional<Frame>(std::move(frame));
}

Result<Channel::State> Channel::try_receive(Frame& frame) { return advance(frame, MSG_DONTWAIT); }

}  // namespace winnow::run
