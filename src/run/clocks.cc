#include "run/clocks.h"

namespace winnow::run {

void fill_clocks(std::span<const clocks::Reading> readings, record::Item& item) {
  if (readings.empty()) return;
  record::Clocks kept;
  for (const clocks::Reading& reading : readings) {
    record::Clock& clock = *kept.add_clocks();
    clock.set_decoder(std::string(reading.decoder->name));
    clock.set_micros(reading.moment.micros);
    clock.set_precision(static_cast<std::uint64_t>(reading.moment.precision));
    if (reading.moment.is_local) clock.set_local(true);
    clock.mutable_range()->set_begin(reading.range.begin);
    clock.mutable_range()->set_end(reading.range.end);
    if (reading.hop >= 0) clock.set_hop(static_cast<std::uint32_t>(reading.hop) + 1);
  }
  kept.SerializeToString(item.mutable_clocks());
}

}  // namespace winnow::run
