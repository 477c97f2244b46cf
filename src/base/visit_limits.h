// Bounds on the second visit, on which copies of a message lend to each other, beside those of limits.h. Only run reads them.
#pragma once

#include "base/limits.h"

namespace winnow::limits {

inline constexpr std::size_t kCopiesOfMessage = 64;             // copies of one message that are looked at
inline constexpr std::size_t kLenders = 4;                      // copies that lend to one message
inline constexpr std::size_t kLoanBytes = 16 * kKiB;            // of the header of one copy
inline constexpr std::size_t kLentSignatures = 4;               // signatures of copies tried over one message
inline constexpr std::size_t kLentFields = 200;                 // fields of copies that differ from those of one message
inline constexpr std::size_t kVisitsAtOnce = 1'024;             // messages whose loans are held at once
inline constexpr std::size_t kVisitedItems = 16'384;            // and items in them, unless one message has more

}  // namespace winnow::limits
