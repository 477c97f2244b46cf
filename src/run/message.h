// One message and everything in it, as records.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "run/examine.h"

namespace winnow::run {

// Appends the items of a message to `group`: the message, its attachments, embedded messages with theirs, members of
// attached archives, messages of attached mailboxes. The first item of an empty group is the message itself.
void append_message(Bytes message, const ExamineOptions& options, ItemGroup& group);

}  // namespace winnow::run
