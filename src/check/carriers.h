// Signatures that speak of the way a message took: what they are worth as evidence of carriage.
#pragma once

#include <string_view>

#include "check/facts.h"

namespace winnow::check {

// The row of that mechanism and ARC instance; nullptr where there is none.
const Assessment* row_of(const Facts& facts, std::string_view mechanism, std::uint32_t instance);
// Both halves hold under a key that counts.
bool holds(const Assessment& assessment);

}  // namespace winnow::check
