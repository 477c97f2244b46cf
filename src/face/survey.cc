#include "face/survey.h"

#include <algorithm>
#include <numeric>

namespace winnow::face {

void Survey::add(const store::StoredItem& item) {
  ++items_;
  ++by_kind_[item.item.kind()];
  ++by_verdict_[item.verdict];
  if (!item.item.signatures().empty()) {
    ++signed_;
    keyless_ += std::ranges::all_of(item.item.signatures(), [](const record::Signature& one) { return one.result() == record::NOKEY; });
  }
  const Eye why = eye(item);
  if (why == Eye::kNone) return;
  const auto rank = static_cast<std::size_t>(why);
  ++eye_counts_[rank];
  if (eye_items_[rank].size() < listed_) eye_items_[rank].push_back(item);
}

std::vector<const store::StoredItem*> Survey::for_the_eye() const {
  std::vector<const store::StoredItem*> list;
  for (const auto& items : eye_items_)
    for (const store::StoredItem& item : items)
      if (list.size() < listed_) list.push_back(&item);
  return list;
}

std::uint64_t Survey::needing_an_eye() const { return std::accumulate(eye_counts_.begin(), eye_counts_.end(), std::uint64_t{0}); }

}  // namespace winnow::face
