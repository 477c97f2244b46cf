// What two prints (record/witness.proto) say of the two texts.
#pragma once

#include <cstdint>

#include "record/witness.pb.h"

namespace winnow::relate {

struct Agreement {
  enum class Kind : std::uint8_t {
    kUnknown,      // one has no text, or one too long for a print
    kSame,         // the same words
    kRenderings,   // other words, of a plain and of an HTML text: programs make one of the other in their own ways
    kTail,         // the same words up to a line of dashes or a further part near the end, and others, or none, behind it
    kNear,         // at least half of the shorter one stands in the other, at its begin and end
    kFar,
  };
  Kind kind = Kind::kUnknown;
  std::uint32_t front = 0, back = 0;   // words that both share at their begin and at their end, as far as the prints tell; of kTail
                                       // exactly
};

Agreement agreement(const record::Print& a, const record::Print& b);

}  // namespace winnow::relate
