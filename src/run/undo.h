// Damage that a mailbox does to its messages, taken back where a signature says that it was such damage.
#pragma once

#include "base/bytes.h"
#include "run/examine.h"

namespace winnow::run {

// `group` holds from its `first` item to its end what examining `message` gave. Where a signature's body hash fails and fits the message without the
// `>From ` quoting of its mailbox, the message's signatures and findings become those of the message before it was
// quoted, with `undone` naming the step; ranges stay those of the message at hand. Nothing changes otherwise.
void undo_from_quoting(Bytes message, const ExamineOptions& options, ItemGroup& group, int first = 0);

}  // namespace winnow::run
