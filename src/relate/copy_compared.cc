// docs/checks/copy.compared.md
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "relate/copy.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

std::string_view differing(bool proved, bool other_proved) {
  if (proved) return other_proved ? "differs-both-proved" : "differs-proved";
  return other_proved ? "differs-of-proved" : "differs";
}

std::string_view word(Comparison::Part part) {
  return part == Comparison::Part::kSame ? "same" : part == Comparison::Part::kExplained ? "explained" : "differs";
}

std::string_view word_of_recipients(const Comparison& found) {
  constexpr std::string_view kWords[] = {"same", "order", "fewer", "differ"};
  if (found.recipients == Comparison::Recipients::kDiffer && !found.recipients_differ()) return "fewer";
  return found.recipients_differ() ? "differ" : kWords[static_cast<std::size_t>(found.recipients)];
}

std::string_view word_of_text(const Comparison& found) {
  constexpr std::string_view kWords[] = {"unknown", "same", "renderings", "tail", "near", "far"};
  const bool at_end = found.text.kind == Agreement::Kind::kTail && found.text_differs();
  return at_end ? "end" : kWords[static_cast<std::size_t>(found.text.kind)];
}

// What differs, as words that the sentences select by.
void describe(const Comparison& found, record::Finding& finding) {
  add_text(finding, "from", word(found.from));
  add_text(finding, "subject", word(found.subject));
  add_text(finding, "date", word(found.date));
  add_text(finding, "recipients", word_of_recipients(found));
  add_text(finding, "text", word_of_text(found));
  add_number(finding, "front", found.text.front);
  add_number(finding, "back", found.text.back);
}

// A copy and the one it is compared with.
struct Pair {
  std::uint32_t copy = 0, other = 0;   // indexes
  Comparison comparison;
};

class CopyCompared final : public Relation {
 public:
  void learn(const Entry& entry) override {
    if (entry.item->kind() == record::KIND_MESSAGE) copies_.add(entry);
  }

  void conclude(Store& store) override {
    in_group_.assign(copies_.size(), false);
    // All questions come before the first finding, and in the order of the items: the store answers these fast.
    std::vector<std::uint32_t> proved;
    const auto collect = [&](std::span<const std::uint32_t> group) {
      for (const std::uint32_t i : group)
        if (copies_[i].is_proved) proved.push_back(i);
    };
    by([](const Copy& copy) { return copy.message_id; }, collect);
    by([](const Copy& copy) { return copy.sending; }, collect);
    std::sort(proved.begin(), proved.end());
    for (const std::uint32_t i : proved)
      if (!is_proved(store.standings(copies_[i].id))) copies_.doubt(i);
    by([](const Copy& copy) { return copy.message_id; }, [&](std::span<const std::uint32_t> group) { same_id(group, store); });
    by([](const Copy& copy) { return copy.sending; }, [&](std::span<const std::uint32_t> group) { same_sending(group, store); });
  }

 private:
  // Calls `visit` with each group of two or more that share a key; 0 is none. Ascending.
  template <typename Key, typename Visit>
  void by(Key key, Visit visit) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < copies_.size(); ++i)
      if (key(copies_[i]) != 0) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(copies_[a]) < key(copies_[b]); });
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
      while (end < order.size() && key(copies_[order[end]]) == key(copies_[order[begin]])) ++end;
      if (end - begin > 1) visit(std::span<const std::uint32_t>(order).subspan(begin, end - begin));
    }
  }

  // The one that the others are compared with: proved, or the first.
  std::uint32_t anchor_of(std::span<const std::uint32_t> group) const {
    for (const std::uint32_t i : group)
      if (copies_[i].is_proved) return i;
    return group.front();
  }

  void same_id(std::span<const std::uint32_t> group, Store& store) {
    const std::uint32_t anchor = anchor_of(group);
    std::vector<Pair> pairs;
    for (const std::uint32_t i : group) {
      in_group_[i] = true;
      if (i == anchor) continue;
      const Comparison comparison = copies_.compare(anchor, i);
      // Programs that give several mails one id exist: another author, time or text together are another mail.
      if (!comparison.other_mail()) pairs.push_back({i, anchor, comparison});
    }
    report(pairs, store);
  }

  // A gateway took the Message-ID away or gave another one: the same author and second, and a text that agrees.
  void same_sending(std::span<const std::uint32_t> group, Store& store) {
    const std::uint32_t anchor = anchor_of(group);
    std::vector<Pair> pairs;
    for (const std::uint32_t i : group) {
      if (i == anchor || (copies_[i].message_id != 0 && copies_[i].message_id == copies_[anchor].message_id) || in_group_[i]) continue;
      const Comparison comparison = copies_.compare(anchor, i);
      if (comparison.words >= kFewWords && comparison.text_agrees()) pairs.push_back({i, anchor, comparison});
    }
    report(pairs, store);
  }

  void report(const std::vector<Pair>& pairs, Store& store) const {
    if (pairs.empty()) return;
    const auto first_clash = std::find_if(pairs.begin(), pairs.end(), [](const Pair& pair) { return pair.comparison.differs(); });
    const Pair& told = first_clash != pairs.end() ? *first_clash : pairs.front();
    for (const Pair& pair : pairs) say(pair.copy, pair.other, pair.comparison, pairs.size(), store);
    say(told.other, told.copy, told.comparison, pairs.size(), store);
  }

  // `others`: how many copies beside this one.
  void say(std::uint32_t copy, std::uint32_t other, const Comparison& comparison, std::size_t others, Store& store) const {
    const bool proved = copies_[copy].is_proved, other_proved = copies_[other].is_proved;
    const bool differs = comparison.differs();
    const std::string_view variant = comparison.equal_bytes ? "equal" : differs ? differing(proved, other_proved) : other_proved ? "same-of-proved" : "same";
    // A proof is not shaken by what a copy says.
    const record::Strength strength = differs && !proved ? record::STRENGTH_C : record::STRENGTH_D;
    record::Finding finding = make_finding("copy.compared", variant, record::NOTE, strength, record::ASPECT_NONE, "copies");
    const std::string locator = store.locator(copies_[other].id);
    add_text(finding, "other", locator);
    describe(comparison, finding);
    add_number(finding, "others", static_cast<std::int64_t>(others));
    add_evidence(finding, locator, "copy");
    store.add(copies_[copy].id, std::move(finding));
  }

  static constexpr std::uint32_t kFewWords = 8;

  CopyList copies_;
  std::vector<bool> in_group_;
};

}  // namespace

std::unique_ptr<Relation> copy_compared(const Options&, const Authors&) { return std::make_unique<CopyCompared>(); }

}  // namespace winnow::relate
