// Clocks of a hostile message: ranges lie inside, times are plausible, the list is bounded; a text alone says what it says in a mail.
#include <cstdlib>

#include "base/limits.h"
#include "clocks/clocks.h"

using namespace winnow;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes bytes(reinterpret_cast<const std::byte*>(data), size);
  const mail::Message message = mail::parse(bytes);
  const auto readings = clocks::read(message);
  if (readings.size() > limits::kClocks) std::abort();
  for (const clocks::Reading& reading : readings) {
    if (reading.decoder == nullptr || reading.range.begin > reading.range.end || reading.range.end > size) std::abort();
    if (reading.moment.micros < 0 || reading.moment.precision <= 0) std::abort();
  }
  for (const clocks::Decoder& decoder : clocks::decoders()) {
    std::vector<clocks::Moment> moments;
    decoder.decode(as_text(bytes), moments);
    for (const clocks::Moment& moment : moments)
      if (moment.micros < 0) std::abort();
  }
  return 0;
}
