// What the relations on habits share (docs/habits.md). A habit is learned from proved mail of its sender only, and each day has one
// vote: whoever fills the dump with mail cannot shift it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "relate/item.h"
#include "relate/relate.h"

namespace winnow::relate {

// Fewer days say nothing of a habit (DESIGN section 4).
inline constexpr std::size_t kFewestHabitDays = 20;
inline constexpr std::int32_t kHabitReach = 31;   // a day is judged by proved days so near on both sides

// Days since 1970-01-01, UTC, each once.
class Days {
 public:
  void add(std::int32_t day);
  std::size_t size() const { return sorted().size(); }
  std::int32_t first() const { return sorted().front(); }
  std::int32_t last() const { return sorted().back(); }
  bool holds(std::int32_t day) const { return std::binary_search(sorted().begin(), sorted().end(), day); }
  // One of them lies within `reach` days before `day` or on it, and one on it or within `reach` days behind.
  bool surround(std::int32_t day, std::int32_t reach) const;

 private:
  const std::vector<std::int32_t>& sorted() const;
  mutable std::vector<std::int32_t> days_;
  mutable bool is_sorted_ = true;
};

// The day of an item whose author is proved: of the signature that holds, else of the Date. nullopt for all other items.
std::optional<std::int32_t> proved_day(const Entry& entry);
// The day that the item claims.
std::optional<std::int32_t> claimed_day(const record::Item& item);

// A message of the dump itself, not one within another, and read whole.
bool is_outermost_message(const record::Item& item);

// One `Habit` for each sender with proved mail, kept by the digest of its name; at most limits::kHabitDomains.
template <typename Habit>
class Habits {
 public:
  Habit* add(std::string_view name) {
    const std::uint64_t digest = digest_of(name);
    if (const auto known = by_name_.find(digest); known != by_name_.end()) return &known->second;
    return by_name_.size() == limits::kHabitDomains ? nullptr : &by_name_[digest];
  }
  Habit* find(std::uint64_t name) {
    const auto known = by_name_.find(name);
    return known == by_name_.end() ? nullptr : &known->second;
  }

 private:
  std::map<std::uint64_t, Habit> by_name_;
};

}  // namespace winnow::relate
