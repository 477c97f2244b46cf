// docs/checks/habit.unsigned.md
#include <map>

#include "base/text.h"
#include "base/time.h"
#include "relate/habit.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr std::int32_t kReach = 15;             // proved days so near on both sides
constexpr std::size_t kSignedPerUnsigned = 50;  // days with proved mail for one with unsigned mail
constexpr std::int64_t kDay = 86'400;

std::int32_t month_of(std::int32_t day) {
  const std::string date = iso_date(day * kDay);
  return date.size() == 10 ? (std::stoi(date.substr(0, 4)) * 12 + std::stoi(date.substr(5, 2)) - 1) : 0;
}

bool has_list_line(const record::Carriage& carriage) {
  for (const record::TraceField& field : carriage.fields()) {
    const std::string name = lower(field.name());
    if (name.starts_with("list-") || name.starts_with("resent-") || name == "mailing-list" || name == "x-mailing-list" ||
        name == "x-beenthere" || name == "precedence" || name == "auto-submitted" || name == "x-forwarded-for")
      return true;
    if (name == "return-path" && trim(field.value()) == "<>") return true;
  }
  return false;
}

// What a signing domain lets out unsigned by custom: what never left it, what lists and forwarders pass on, what machines answer.
bool is_expected_signed(const record::Item& item) {
  record::Carriage carriage;
  if (!carriage.ParseFromString(item.carriage()) || carriage.hops_size() == 0 || has_list_line(carriage)) return false;
  if (carriage.provider() == organizational_domain(item.from_domain())) return false;
  const std::string local(local_part_of(lower(item.people(0).address())));
  return local != "mailer-daemon" && local != "postmaster";
}

class HabitUnsigned final : public Relation {
 public:
  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (!is_outermost_message(item) || item.from_domain().empty() || item.people_size() == 0) return;
    if (const auto day = proved_day(entry)) {
      Habit* habit = habits_.add(item.from_domain());
      if (habit == nullptr) return;
      if (habit->domain.empty()) habit->domain = item.from_domain();
      habit->proved.add(*day);
    }
    const auto day = claimed_day(item);
    if (!day) return;
    if (!item.signatures().empty()) {
      signed_.push_back({digest_of(item.from_domain()), month_of(*day)});
    } else if (is_expected_signed(item)) {
      unsigned_.push_back({digest_of(item.from_domain()), entry.id, *day});
    }
  }

  void conclude(Store& store) override {
    std::map<std::uint64_t, Days> days;
    std::map<std::pair<std::uint64_t, std::int32_t>, Month> months;
    for (const Unsigned& one : unsigned_) {
      Habit* habit = habits_.find(one.domain);
      if (habit == nullptr || one.day < habit->proved.first() || one.day > habit->proved.last()) continue;
      days[one.domain].add(one.day);
      ++months[{one.domain, month_of(one.day)}].without;
    }
    for (const Signed& one : signed_)
      if (const auto month = months.find({one.domain, one.month}); month != months.end()) ++month->second.with;
    for (const Unsigned& one : unsigned_) {
      Habit* habit = habits_.find(one.domain);
      if (habit == nullptr || habit->proved.size() < kFewestHabitDays || !habit->proved.surround(one.day, kReach)) continue;
      const std::size_t unsigned_days = days[one.domain].size();
      if (unsigned_days > 1 && unsigned_days * kSignedPerUnsigned > habit->proved.size()) continue;
      say(store, one, *habit, months[{one.domain, month_of(one.day)}]);
    }
  }

 private:
  struct Habit {
    std::string domain;
    Days proved;
  };
  struct Month {
    std::int64_t with = 0, without = 0;   // messages with a signature, whether it holds or not; and without one
  };
  struct Signed {
    std::uint64_t domain;
    std::int32_t month;
  };
  struct Unsigned {
    std::uint64_t domain;
    ItemId id;
    std::int32_t day;
  };

  static void say(Store& store, const Unsigned& one, const Habit& habit, const Month& month) {
    record::Finding finding = make_finding("habit.unsigned", "", record::AGAINST, record::STRENGTH_C, record::AUTHOR, "habit");
    add_text(finding, "domain", habit.domain);
    add_text(finding, "month", iso_date(one.day * kDay).substr(0, 7));
    add_number(finding, "unsigned", month.without);
    add_number(finding, "messages", month.with + month.without);
    add_number(finding, "days", static_cast<std::int64_t>(habit.proved.size()));
    add_text(finding, "first", iso_date(habit.proved.first() * kDay));
    add_text(finding, "last", iso_date(habit.proved.last() * kDay));
    store.add(one.id, std::move(finding));
  }

  Habits<Habit> habits_;
  std::vector<Unsigned> unsigned_;
  std::vector<Signed> signed_;
};

}  // namespace

std::unique_ptr<Relation> habit_unsigned(const Options&, const Authors&) { return std::make_unique<HabitUnsigned>(); }

}  // namespace winnow::relate
