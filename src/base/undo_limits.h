// Bounds on the search for what was signed, beside those of limits.h. Only mend reads them.
#pragma once

#include "base/limits.h"

namespace winnow::limits {

inline constexpr std::size_t kUndoDrafts = 2'000;               // bodies that steps propose for one question
inline constexpr std::size_t kUndoProposalsOfMore = 12;         // of one step, on top of another step
inline constexpr std::uint64_t kUndoDraftBytes = 64 * kMiB;     // of these, held for further steps at once
inline constexpr std::size_t kRewrittenBytes = 1 * kMiB;        // a longer text is not written anew
inline constexpr std::size_t kEndLines = 200;                   // lines at the end of a body that was edited, behind which it may have ended
inline constexpr std::size_t kTailLines = 60;                   // lines at the end of a text in a multipart that may be a footer
inline constexpr std::size_t kHeadLines = 40;                   // lines at the top of a text that may be a banner

// the header
inline constexpr std::size_t kUndoFields = 2'000;               // fields of a header that is searched
inline constexpr std::size_t kUndoSlots = 200;                  // names in h=
inline constexpr std::uint64_t kUndoHeaderBytes = 64 * kKiB;    // signed bytes of a header
inline constexpr std::uint64_t kUndoHeaderFloorBytes = 128 * kKiB;   // hashed for the smallest header
inline constexpr std::size_t kUndoFieldBytes = 8 * kKiB;        // a field that steps look at
inline constexpr std::size_t kUndoFieldsOfOneName = 8;          // and fields of one name
inline constexpr std::size_t kUndoMailboxes = 64;               // of one field, and of the whole header
inline constexpr std::size_t kUndoZones = 8;                    // zones that stand in the header
inline constexpr std::size_t kUndoForms = 160;                  // forms of the fields of one name
inline constexpr std::size_t kUndoFormsTwice = 8;              // of these, so many are taken a second step
inline constexpr std::size_t kUndoFieldsAtOnce = 8;             // names changed in one combination
inline constexpr std::size_t kUndoQueue = 20'000;               // combinations waiting
inline constexpr std::uint64_t kUndoTryBytes = 256;             // what a try costs beside its hash, in bytes hashed
inline constexpr std::uint64_t kUndoVerifyPrice = 4 * kKiB;    // what a verification counts, likewise
inline constexpr std::size_t kUndoKeys = 4;                     // Ed25519 keys asked for each try

}  // namespace winnow::limits
