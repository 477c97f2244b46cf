// docs/checks/clock.queue-id.md
#include <cstdlib>

#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"
#include "mail/received.h"

namespace winnow::check {
namespace {

constexpr std::int64_t kTolerance = 36 * 3'600;

// Their systems make the id when they take the message in, and write the field then. (Google's ids may be those of a later
// attempt.)
bool tells_arrival(const clocks::Decoder& decoder) {
  return decoder.name == "queue-id.exim" || decoder.name == "queue-id.postfix" || decoder.name == "queue-id.sendmail";
}

}  // namespace

// A queue id holds the time at which its system made it; the same line states when that system took the message. One finding, of
// the hop that is furthest off.
void clock_queue_id(const Facts& facts, Findings& out) {
  const clocks::Reading* worst = nullptr;
  std::int64_t gap = kTolerance, stated = 0;
  for (const clocks::Reading& reading : facts.context.clocks) {
    if (reading.hop < 0 || !tells_arrival(*reading.decoder)) continue;
    const mail::Received hop = mail::parse_received(facts.context.message.fields[static_cast<std::size_t>(reading.field)].value);
    if (!hop.unix_seconds) continue;
    const std::int64_t off = reading.moment.micros / 1'000'000 - *hop.unix_seconds;
    if (std::llabs(off) <= std::llabs(gap)) continue;
    gap = off;
    worst = &reading;
    stated = *hop.unix_seconds;
  }
  if (worst == nullptr) return;
  Emit(out, "clock.queue-id", "", record::AGAINST, record::STRENGTH_C, record::CARRIAGE)
      .text("clock", worst->decoder->name).text("time", iso_time(worst->moment.micros / 1'000'000)).text("stated", iso_time(stated))
      .number("days", std::llabs(gap) / 86'400).number("hop", worst->hop + 1).evidence(worst->range, "clock");
}

}  // namespace winnow::check
