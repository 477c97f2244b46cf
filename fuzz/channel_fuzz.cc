// What a hostile worker may write into its socket: the coordinator's end gives whole frames, waits, or fails; it never
// blocks, never takes a descriptor, and never gives more bytes than came.
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "run/channel.h"
#include "run/protocol.pb.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace winnow::run;
  auto ends = Channel::make_pair();
  if (!ends) return 0;
  std::size_t wrote = 0, received = 0;
  bool open = true;
  while (open) {
    if (wrote < size) {
      // The first byte of each burst says how long it is, so that frames arrive in pieces.
      const std::size_t burst = std::min<std::size_t>(size - wrote, std::size_t{data[wrote]} + 1);
      if (::write(ends->second.fd(), data + wrote, burst) != static_cast<ssize_t>(burst)) std::abort();
      wrote += burst;
      if (wrote == size) ends->second = Channel();
    } else if (size == 0) {
      ends->second = Channel();
    }
    for (;;) {
      Frame frame;
      const auto state = ends->first.try_receive(frame);
      open = state && *state != Channel::State::kClosed;
      if (!open || *state == Channel::State::kPartial) break;
      received += frame.bytes.size() + 4;
      if (!frame.descriptors.empty() || received > wrote) std::abort();
      FromWorker message;
      (void)message.ParseFromString(frame.bytes);
    }
  }
  return 0;
}
