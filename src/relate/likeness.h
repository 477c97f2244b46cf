// When two domains look alike to a person (Unicode TR 39 section 4; research: display forgery).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace winnow::relate {

// An organizational domain, taken apart for comparison.
struct DomainShape {
  std::string domain;      // as A-labels
  std::string label;       // its first label, in Unicode where it is an A-label
  std::string suffix;      // what stands behind
  std::string skeleton;    // of the whole domain in Unicode: equal for what looks equal
};
DomainShape shape_of(std::string_view organizational_domain);

enum class Likeness {
  kNone,
  kSamePicture,    // equal skeletons, different names
  kOneLetter,      // labels of at least eight characters, one insertion, deletion, exchange or swap apart
  kNearLabel,      // one apart from six characters on, two apart from nine on
  kAddedWord,      // "mail-" before or "-mail" behind the label of the other
  kOtherSuffix,    // the same label under another suffix
};
Likeness likeness(const DomainShape& a, const DomainShape& b);

// Edits between two texts (insertion, deletion, exchange, swap of neighbours), at most `limit` + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

}  // namespace winnow::relate
