// What one pass over a case gathers for the summary and the report.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "case/case.h"
#include "face/sentences.h"
#include "face/view.h"

namespace winnow::face {

// Items that a person should see for one reason.
struct EyeGroup {
  Eye why = Eye::kNone;
  std::string check;                                // whose finding says why; "" where there is none
  std::uint64_t count = 0;                          // all of them
  std::vector<const store::StoredItem*> items;      // the listed ones, in the order of their locators
};

// What a list calls the reason of a group.
std::string eye_title(const EyeGroup& group, const Sentences& sentences);

class Survey {
 public:
  // Lists at most `listed` items for a person's eye.
  explicit Survey(std::size_t listed) : listed_(listed) {}

  // Every item of the case; items come in the natural order of their locators.
  Result<void> read(const store::Case& opened);
  // The same for who reads the case himself.
  void add(const store::StoredItem& item);

  // The gravest reason first. Every reason has its share of the list, so that a thousand items of one kind hide no other.
  std::vector<EyeGroup> for_the_eye() const;
  std::uint64_t needing_an_eye() const;
  std::uint64_t of(record::Kind kind) const { return by_kind_[kind]; }
  std::uint64_t of(record::Verdict verdict) const { return by_verdict_[verdict]; }
  std::uint64_t items() const { return items_; }
  // Messages with a DKIM signature, and those of them of which a key is missing for every one.
  std::uint64_t signed_messages() const { return signed_; }
  std::uint64_t keyless_messages() const { return keyless_; }

 private:
  void count(const record::Item& item, record::Verdict verdict);
  void keep(const store::StoredItem& item);

  struct Kept {
    std::uint64_t count = 0;
    std::vector<store::StoredItem> items;
  };
  std::size_t listed_;
  std::uint64_t items_ = 0, signed_ = 0, keyless_ = 0;
  std::array<std::uint64_t, 4> by_kind_{};
  std::array<std::uint64_t, 6> by_verdict_{};
  std::map<std::pair<Eye, std::string>, Kept> eyes_;
};

}  // namespace winnow::face
