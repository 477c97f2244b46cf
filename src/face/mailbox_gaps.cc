#include "face/mailbox_gaps.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/limits.h"

namespace winnow::face {
namespace {

constexpr std::int32_t kSideDays = 28, kLeastDays = 28;     // of the window beside a run, of the mailbox's life
constexpr std::uint64_t kLeastMessages = 50;
constexpr double kMostByChance = 0.001, kLeastExpected = 20;
constexpr std::size_t kLikeIt = 2;                          // other runs as long, from which on silence is this mailbox's way

std::size_t weekday(std::int32_t day) { return static_cast<std::size_t>(((day % 7) + 7) % 7); }

std::uint32_t on(const DayCounts& days, std::int32_t day) {
  const auto found = days.find(day);
  return found == days.end() ? 0 : found->second;
}

struct Run { std::int32_t first, last; };

std::int32_t length(const Run& run) { return run.last - run.first + 1; }

std::vector<Run> empty_runs(const DayCounts& days) {
  std::vector<Run> runs;
  const DayCounts::value_type* before = nullptr;
  for (const auto& day : days) {
    if (before != nullptr && day.first - before->first > 1) runs.push_back({before->first + 1, day.first - 1});
    before = &day;
  }
  return runs;
}

// Mean of each weekday, and how much more the days vary than chance alone would have it.
struct Rate {
  std::array<double, 7> mean{};
  double spread = 1;
};

Rate rate_around(const DayCounts& days, const Run& run) {
  const std::int32_t first = days.begin()->first, last = days.rbegin()->first;
  std::array<double, 7> sum{}, seen{};
  std::vector<std::int32_t> window;
  for (std::int32_t day = std::max(first, run.first - kSideDays); day < run.first; ++day) window.push_back(day);
  for (std::int32_t day = run.last + 1; day <= std::min(last, run.last + kSideDays); ++day) window.push_back(day);
  for (const std::int32_t day : window) {
    sum[weekday(day)] += on(days, day);
    ++seen[weekday(day)];
  }
  Rate rate;
  for (std::size_t i = 0; i < 7; ++i) rate.mean[i] = seen[i] > 0 ? sum[i] / seen[i] : 0;
  double squares = 0, all = 0;
  for (const std::int32_t day : window) {
    const double off = on(days, day) - rate.mean[weekday(day)];
    squares += off * off;
    all += rate.mean[weekday(day)];
  }
  const double freedom = static_cast<double>(window.size()) - 7;
  if (freedom > 7 && all > 0) rate.spread = std::max(1.0, squares / all * static_cast<double>(window.size()) / freedom);
  return rate;
}

}  // namespace

std::vector<Gap> find_gaps(const DayCounts& days) {
  std::vector<Gap> gaps;
  if (days.empty()) return gaps;
  const std::int32_t life = days.rbegin()->first - days.begin()->first + 1;
  std::uint64_t messages = 0;
  for (const auto& [day, count] : days) messages += count;
  if (life < kLeastDays || messages < kLeastMessages) return gaps;
  const std::vector<Run> runs = empty_runs(days);
  std::vector<std::int32_t> lengths;
  for (const Run& run : runs) lengths.push_back(length(run));
  std::sort(lengths.begin(), lengths.end());
  for (const Run& run : runs) {
    const auto as_long = static_cast<std::size_t>(lengths.end() - std::lower_bound(lengths.begin(), lengths.end(), length(run)));
    if (length(run) < 2 || length(run) > static_cast<std::int32_t>(limits::kAccountDays) || as_long > kLikeIt) continue;
    const Rate rate = rate_around(days, run);
    double expected = 0;
    for (std::int32_t day = run.first; day <= run.last; ++day) expected += rate.mean[weekday(day)];
    // No message on any of these days, of a negative binomial with that spread; of Poisson where there is none beyond chance.
    const double silence = rate.spread > 1.001 ? std::pow(rate.spread, -expected / (rate.spread - 1)) : std::exp(-expected);
    const double by_chance = silence * life;
    if (by_chance < kMostByChance && expected >= kLeastExpected) gaps.push_back({run.first, run.last, expected, by_chance});
  }
  return gaps;
}

std::int32_t longest_silence(const DayCounts& days, std::int32_t last_day) {
  std::int32_t longest = 0;
  for (const Run& run : empty_runs(days))
    if (run.last <= last_day) longest = std::max(longest, length(run));
  return longest;
}

double daily_rate(const DayCounts& days, std::int32_t last_day) {
  if (days.empty()) return 0;
  const std::int32_t from = std::max(days.begin()->first, last_day - 2 * kSideDays + 1);
  std::uint64_t messages = 0;
  for (auto day = days.lower_bound(from); day != days.end() && day->first <= last_day; ++day) messages += day->second;
  return last_day < from ? 0 : static_cast<double>(messages) / (last_day - from + 1);
}

}  // namespace winnow::face
