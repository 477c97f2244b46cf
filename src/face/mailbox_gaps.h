// Runs of empty days that are improbable at a mailbox's own rate (docs/accounts.md, "Gaps").
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace winnow::face {

using DayCounts = std::map<std::int32_t, std::uint32_t>;   // messages by day since 1970-01-01, UTC; no zeros

struct Gap {
  std::int32_t first_day = 0, last_day = 0;   // both empty
  double expected = 0;                        // messages on these weekdays, by the eight weeks around
  double by_chance = 0;                       // such runs to be expected in the mailbox's whole life
};

// In order of time. A run counts where by_chance is under 1 in 1,000, 20 messages were expected, and at most one other run is as long.
std::vector<Gap> find_gaps(const DayCounts& days);

// The longest run of empty days up to `last_day`; 0 for none.
std::int32_t longest_silence(const DayCounts& days, std::int32_t last_day);

// Messages a day over the eight weeks that end with `last_day`.
double daily_rate(const DayCounts& days, std::int32_t last_day);

}  // namespace winnow::face
