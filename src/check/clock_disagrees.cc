// docs/checks/clock.disagrees.md
#include <cstdlib>

#include "base/time.h"
#include "check/checks.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

// A day, and the zones of two clocks: half a day.
constexpr std::int64_t kTolerance = 36 * 3'600;

}  // namespace

// The Date that is shown, against what the program that made the message wrote of its own clock. One finding, of the clock that
// is furthest off.
void clock_disagrees(const Facts& facts, Findings& out) {
  if (facts.context.clocks.empty()) return;
  const auto dates = facts.context.message.find_all("Date");
  if (dates.size() != 1) return;
  const auto shown = mail::parse_date(dates.front()->value);
  if (!shown) return;
  const clocks::Reading* worst = nullptr;
  std::int64_t gap = kTolerance;
  int agree = 0, clocks_read = 0;
  for (const clocks::Reading& reading : facts.context.clocks) {
    if (reading.decoder->setter != clocks::Setter::kAuthor) continue;
    const std::int64_t local = reading.moment.is_local ? shown->offset_minutes * 60 : 0;
    const std::int64_t off = reading.moment.micros / 1'000'000 - local - shown->unix_seconds;
    ++clocks_read;
    if (std::llabs(off) <= kTolerance) ++agree;
    if (std::llabs(off) <= std::llabs(gap)) continue;
    gap = off;
    worst = &reading;
  }
  if (worst == nullptr) return;
  const std::string clock = iso_time(worst->moment.micros / 1'000'000);
  Emit(out, "clock.disagrees", gap > 0 ? "later" : "earlier", record::AGAINST, record::STRENGTH_C, record::DATE)
      .text("clock", worst->decoder->name).text("time", worst->moment.is_local ? clock.substr(0, clock.size() - 1) : clock)
      .text("shown", iso_time(shown->unix_seconds, shown->offset_minutes)).number("days", std::llabs(gap) / 86'400)
      .number("agree", agree).number("clocks", clocks_read)
      .evidence(worst->range, "clock").evidence(dates.front()->range, "date-field");
}

}  // namespace winnow::check
