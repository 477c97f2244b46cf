#include "face/survey.h"

#include <algorithm>

namespace winnow::face {

std::string eye_title(const EyeGroup& group, const Sentences& sentences) {
  const std::string own = "eye." + group.check;
  if (sentences.has(own)) return sentences.say(own);
  switch (group.why) {
    case Eye::kForged: return sentences.say("eye.forged");
    case Eye::kAltered: return sentences.say("eye.altered");
    case Eye::kDoubtful: return sentences.say("eye.doubtful");
    case Eye::kConflict: return sentences.say("eye.conflict");
    case Eye::kAgainst: return sentences.say("eye.against");
    default: return sentences.say("eye.deceptive");
  }
}

Result<void> Survey::read(const store::Case& opened) {
  // Most items are only counted: they are not made whole.
  const auto wanted = [&](const store::Record& record) {
    count(*record.item, record.verdict);
    return record.is_related || eye(*record.item, record.verdict) != Eye::kNone;
  };
  return opened.for_each_sorted([&](const store::StoredItem& item) { keep(item); }, wanted);
}

void Survey::add(const store::StoredItem& item) {
  count(item.item, item.verdict);
  keep(item);
}

void Survey::count(const record::Item& item, record::Verdict verdict) {
  ++items_;
  ++by_kind_[item.kind()];
  ++by_verdict_[verdict];
  if (item.signatures().empty()) return;
  ++signed_;
  keyless_ += std::ranges::all_of(item.signatures(), [](const record::Signature& one) { return one.result() == record::NOKEY || one.mechanism() == "arc"; });
}

void Survey::keep(const store::StoredItem& item) {
  const Eye why = eye(item.item, item.verdict);
  if (why == Eye::kNone) return;
  const record::Finding* finding = strongest(item.item, item.verdict);
  Kept& kept = eyes_[{why, finding != nullptr ? finding->check() : ""}];
  ++kept.count;
  if (kept.items.size() < listed_) kept.items.push_back(item);
}

std::vector<EyeGroup> Survey::for_the_eye() const {
  std::vector<EyeGroup> groups;
  for (const auto& [reason, kept] : eyes_) groups.push_back({reason.first, reason.second, kept.count, {}});
  // Each group in turn gets one more place, the gravest first, until the list is full or nothing is left.
  std::vector<std::size_t> places(groups.size(), 0);
  for (std::size_t room = listed_, given = 1; room != 0 && given != 0;) {
    given = 0;
    std::size_t at = 0;
    for (const auto& [reason, kept] : eyes_) {
      std::size_t& taken = places[at++];
      if (room == 0 || taken == kept.items.size()) continue;
      ++taken;
      ++given;
      --room;
    }
  }
  std::size_t at = 0;
  for (const auto& [reason, kept] : eyes_) {
    for (std::size_t i = 0; i < places[at]; ++i) groups[at].items.push_back(&kept.items[i]);
    ++at;
  }
  return groups;
}

std::uint64_t Survey::needing_an_eye() const {
  std::uint64_t all = 0;
  for (const auto& [reason, kept] : eyes_) all += kept.count;
  return all;
}

}  // namespace winnow::face
