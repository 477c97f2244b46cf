// What one pass over a case gathers for the summary and the report.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "case/case.h"
#include "face/view.h"

namespace winnow::face {

class Survey {
 public:
  // Keeps at most `listed` items for a person's eye.
  explicit Survey(std::size_t listed) : listed_(listed) {}

  // Items come in the natural order of their locators.
  void add(const store::StoredItem& item);

  // The list, the gravest first, in the order of locators within one reason.
  std::vector<const store::StoredItem*> for_the_eye() const;
  std::uint64_t needing_an_eye() const;
  std::uint64_t of(record::Kind kind) const { return by_kind_[kind]; }
  std::uint64_t of(record::Verdict verdict) const { return by_verdict_[verdict]; }
  std::uint64_t items() const { return items_; }
  // Messages with a DKIM signature, and those of them of which a key is missing for every one.
  std::uint64_t signed_messages() const { return signed_; }
  std::uint64_t keyless_messages() const { return keyless_; }

 private:
  std::size_t listed_;
  std::uint64_t items_ = 0, signed_ = 0, keyless_ = 0;
  std::array<std::uint64_t, 4> by_kind_{};
  std::array<std::uint64_t, 6> by_verdict_{};
  std::array<std::uint64_t, static_cast<std::size_t>(Eye::kNone)> eye_counts_{};
  std::array<std::vector<store::StoredItem>, static_cast<std::size_t>(Eye::kNone)> eye_items_;
};

}  // namespace winnow::face
