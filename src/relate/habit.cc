#include "relate/habit.h"

namespace winnow::relate {
namespace {

std::int32_t day_of(std::int64_t seconds) {
  constexpr std::int64_t kDay = 86'400, kMost = 2'000'000;
  const std::int64_t day = (seconds - (seconds < 0 ? kDay - 1 : 0)) / kDay;
  return static_cast<std::int32_t>(std::clamp(day, -kMost, kMost));
}

}  // namespace

void Days::add(std::int32_t day) {
  if (!days_.empty() && days_.back() == day) return;
  days_.push_back(day);
  is_sorted_ = days_.size() == 1;
  // Many messages of few days take no more room than the days do.
  if (days_.size() >= 2 * limits::kHabitDays && sorted().size() > limits::kHabitDays) days_.resize(limits::kHabitDays);
}

const std::vector<std::int32_t>& Days::sorted() const {
  if (!is_sorted_) {
    std::sort(days_.begin(), days_.end());
    days_.erase(std::unique(days_.begin(), days_.end()), days_.end());
    is_sorted_ = true;
  }
  return days_;
}

bool Days::surround(std::int32_t day, std::int32_t reach) const {
  const auto& days = sorted();
  const auto next = std::lower_bound(days.begin(), days.end(), day);
  if (next == days.end() || *next > day + reach) return false;
  return *next == day || (next != days.begin() && *(next - 1) >= day - reach);
}

std::optional<std::int32_t> proved_day(const Entry& entry) {
  if (entry.standings.of(record::AUTHOR) != record::PROVED) return std::nullopt;
  for (const record::Signature& signature : entry.item->signatures())
    if (signature.result() == record::RESULT_PASS && signature.has_signed_at()) return day_of(signature.signed_at());
  return claimed_day(*entry.item);
}

std::optional<std::int32_t> claimed_day(const record::Item& item) {
  if (!item.has_date()) return std::nullopt;
  return day_of(item.date());
}

bool is_outermost_message(const record::Item& item) {
  if (item.kind() != record::KIND_MESSAGE || !item.suffix().empty()) return false;
  return std::find(item.notes().begin(), item.notes().end(), "limit.message-size") == item.notes().end();
}

}  // namespace winnow::relate
