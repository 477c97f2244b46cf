// docs/checks/habit.grammar.md
#include <map>
#include <unordered_map>

#include "base/text.h"
#include "relate/habit.h"
#include "relate/item.h"
#include "relate/message_id_form.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

constexpr std::size_t kMostForms = 2;           // who has more of them will have another one tomorrow

class HabitGrammar final : public Relation {
 public:
  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (!is_outermost_message(item) || item.people_size() == 0 || item.from_domain().empty() || item.message_id().empty()) return;
    const std::string address = lower(item.people(0).address());
    const std::uint64_t form = digest_of(message_id_form(item.message_id()));
    if (const auto day = proved_day(entry)) {
      Habit* habit = habits_.add(address);
      if (habit == nullptr) return;
      habit->address = address;
      habit->days.add(*day);
      if (habit->forms.size() < limits::kHabitShapes) habit->forms.emplace(form, std::string(cut(item.message_id())));
    } else if (entry.standings.of(record::AUTHOR) != record::PROVED && claimed_day(item)) {
      open_.push_back({digest_of(address), form, entry.id, *claimed_day(item)});
    }
  }

  void conclude(Store& store) override {
    for (const Open& one : open_) {
      const Habit* habit = habits_.find(one.address);
      if (habit == nullptr || habit->days.size() < kFewestHabitDays || habit->forms.size() > kMostForms) continue;
      if (habit->forms.contains(one.form) || !habit->days.surround(one.day, kHabitReach)) continue;
      record::Finding finding = make_finding("habit.grammar", "", record::AGAINST, record::STRENGTH_C, record::AUTHOR, "habit");
      add_text(finding, "address", habit->address);
      add_text(finding, "example", habit->forms.begin()->second);
      add_number(finding, "forms", static_cast<std::int64_t>(habit->forms.size()));
      add_number(finding, "days", static_cast<std::int64_t>(habit->days.size()));
      store.add(one.id, std::move(finding));
    }
  }

 private:
  struct Habit {
    std::string address;
    Days days;
    std::map<std::uint64_t, std::string> forms;   // with an example of each
  };
  struct Open {
    std::uint64_t address, form;
    ItemId id;
    std::int32_t day;
  };

  static std::string_view cut(std::string_view id) { return id.substr(0, 200); }

  Habits<Habit> habits_;
  std::vector<Open> open_;
};

}  // namespace

std::unique_ptr<Relation> habit_grammar(const Options&, const Authors&) { return std::make_unique<HabitGrammar>(); }

}  // namespace winnow::relate
