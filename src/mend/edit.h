// Edits: what stands in the message at hand, and what stood there when it was signed (DESIGN section 8).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "record/record.pb.h"

namespace winnow::mend {

// The run `at` of the message at hand was `restored` when it was signed. An empty run is a place where bytes were lost, an
// empty `restored` bytes that came later.
struct Edit {
  std::string_view step;       // docs/mend/<step>.md; stands in `undone`
  Range at;
  std::string restored;
  bool added = false;          // came after signing: no other form of what was signed, which no proof may take in
  std::string source = {};     // locator of the copy of the message in which `restored` stands so; empty: of none
};

// A message at hand and the same message under edits, which ascend and do not overlap.
class Variant {
 public:
  // `at_hand` outlives the variant. Of several edits at one place the first of the list stands first; one that overlaps
  // its predecessor, or reaches beyond the message, is left out.
  Variant(Bytes at_hand, std::vector<Edit> edits);

  Bytes at_hand() const { return at_hand_; }
  const std::vector<Edit>& edits() const { return edits_; }
  const std::string& bytes() const { return bytes_; }          // as it was when it was signed

  // Where a run of the restored bytes stands in the message at hand, and the other way round. What lies within an edit
  // stands for the whole of it. Bytes that were added right in front of a run or behind it stay outside; other bytes
  // that were taken out right in front of it belong to it.
  Range at_hand_range(Range restored) const;
  Range restored_range(Range at_hand) const;
  // Whether no edit touches these bytes of the message at hand.
  bool is_untouched(Range at_hand) const;
  // The names of its steps, each once, in the order of the edits.
  std::vector<std::string_view> steps() const;

 private:
  std::size_t edits_before(std::uint64_t offset, bool at) const;

  Bytes at_hand_;
  std::vector<Edit> edits_;
  std::vector<std::uint64_t> places_;   // of each edit, in the restored bytes
  std::string bytes_;
};

// `first`, then edits of its restored bytes, as edits of the message at hand. Edits that meet become one, under the name of
// the later step.
std::vector<Edit> compose(const Variant& first, const std::vector<Edit>& second);

// Moves every byte range from the restored bytes to the message at hand.
void move_ranges(const Variant& variant, record::Item& item);
void move_ranges(const Variant& variant, record::Signature& signature);
void move_ranges(const Variant& variant, record::Finding& finding);

}  // namespace winnow::mend
