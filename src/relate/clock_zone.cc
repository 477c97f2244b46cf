// docs/checks/clock.zone.md
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "relate/habit.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr std::int32_t kSummerMinutes = 60;     // one zone in winter and summer
constexpr std::int32_t kUtc = 0;                // what servers and programs without a zone write

std::string zone_text(std::int32_t minutes) {
  const std::string time = iso_time(0, minutes == 0 ? 1 : minutes);   // "…+02:00"
  return minutes == 0 ? "+00:00" : time.substr(time.size() - 6);
}

class ClockZone final : public Relation {
 public:
  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (!is_outermost_message(item) || !item.has_date() || item.people_size() == 0 || item.from_domain().empty()) return;
    const std::string address = lower(item.people(0).address());
    const std::int32_t zone = item.date_offset_minutes();
    if (const auto day = proved_day(entry); day && entry.standings.of(record::DATE) == record::PROVED) {
      Habit* habit = habits_.add(address);
      if (habit == nullptr) return;
      const bool is_first = std::exchange(habit->address, address).empty();
      habit->days.add(*day);
      habit->least = is_first ? zone : std::min(habit->least, zone);
      habit->most = is_first ? zone : std::max(habit->most, zone);
    } else if (entry.standings.of(record::AUTHOR) != record::PROVED && zone != kUtc) {
      open_.push_back({digest_of(address), entry.id, *claimed_day(item), zone});
    }
  }

  void conclude(Store& store) override {
    for (const Open& one : open_) {
      const Habit* habit = habits_.find(one.address);
      if (habit == nullptr || habit->days.size() < kFewestHabitDays || !habit->days.surround(one.day, kHabitReach)) continue;
      if (habit->most - habit->least > kSummerMinutes) continue;   // one who travels
      if (one.zone >= habit->least - kSummerMinutes && one.zone <= habit->most + kSummerMinutes) continue;
      record::Finding finding = make_finding("clock.zone", "", record::AGAINST, record::STRENGTH_C, record::DATE, "habit");
      add_text(finding, "address", habit->address);
      add_text(finding, "zone", zone_text(one.zone));
      add_text(finding, "zones", habit->least == habit->most ? zone_text(habit->least) : zone_text(habit->least) + ", " + zone_text(habit->most));
      add_number(finding, "days", static_cast<std::int64_t>(habit->days.size()));
      store.add(one.id, std::move(finding));
    }
  }

 private:
  struct Habit {
    std::string address;
    Days days;
    std::int32_t least = 0, most = 0;
  };
  struct Open {
    std::uint64_t address;
    ItemId id;
    std::int32_t day, zone;
  };

  Habits<Habit> habits_;
  std::vector<Open> open_;
};

}  // namespace

std::unique_ptr<Relation> clock_zone(const Options&, const Authors&) { return std::make_unique<ClockZone>(); }

}  // namespace winnow::relate
