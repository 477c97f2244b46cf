// What a restored message proves of the one at hand (docs/checks/undo.steps.md, undo.added.md, undo.differs.md).
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"
#include "mail/message.h"
#include "record/record.pb.h"

namespace winnow::check {

struct UndoneEdit {
  std::string_view step;
  Range at;                // in the message at hand
  bool added = false;      // came after signing
  std::string_view source = {};   // locator of the copy that lent what was restored; empty: none did
};

// Appends what was undone, and how far that holds back the findings of the restored message, which are in `item` already:
// what the message at hand shows beyond it, no proof takes in. Ranges are those of the message at hand.
void compare_restored(const mail::Message& at_hand, const mail::Message& restored, std::span<const UndoneEdit> edits, record::Item& item);

}  // namespace winnow::check
