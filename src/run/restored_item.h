// What undoing found, as the record of the damaged message tells it: rows, findings and edits, all with byte ranges of the
// message at hand.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "check/check.h"
#include "run/undo.h"

namespace winnow::run {

// The rows of the message: each from where most of it holds.
void fill_signatures(const mail::Message& message, const std::vector<proof::Signature>& found, const Undone& undone,
                     std::optional<std::int64_t> now, record::Item& item);

// Asks the checks about the first restored message instead of the one at hand, whose context is given, and says what the one
// at hand shows beyond it.
void check_restored(const check::Context& at_hand, const Undone& undone, const check::Claims& claims);

// The edits, and notes that tell of them.
void note_undone(const Undone& undone, record::Item& item);

// Whether these bytes of a part of the damaged message stand in a part of the restored one as well, encoded alike.
bool stands_in(const Restored& restored, const Range& range, mail::Encoding encoding);

}  // namespace winnow::run
