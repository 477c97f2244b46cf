// Bounds on the search for what was signed, beside those of limits.h. Only mend reads them.
#pragma once

#include "base/limits.h"

namespace winnow::limits {

inline constexpr std::size_t kUndoDrafts = 2'000;               // bodies that steps propose for one question
inline constexpr std::size_t kUndoProposalsOfMore = 12;         // of one step, on top of another step
inline constexpr std::uint64_t kUndoDraftBytes = 64 * kMiB;     // of these, held for further steps at once
inline constexpr std::size_t kRewrittenBytes = 1 * kMiB;        // a longer text is not written anew
inline constexpr std::size_t kTailLines = 60;                   // lines at the end of a text in a multipart that may be a footer
inline constexpr std::size_t kHeadLines = 40;                   // lines at the top of a text that may be a banner

}  // namespace winnow::limits
