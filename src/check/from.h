// What a reader may take for the sender, by every grammar that programs use (research: display forgery).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"

namespace winnow::check {

struct FromReading {
  int field = -1;                    // index in Message::fields
  mail::Mailbox mailbox;             // the one address, when all grammars agree on it
  bool single = false;               // exactly one address, however it is read
  std::vector<std::string> others;   // other addresses that can be read out of the field, its display name included
  bool deceptive_characters = false; // bidi controls, zero width, control characters in the decoded field
};

// Reads one From field. Never fails: a field without any address is not `single`.
FromReading read_from(const mail::Message& message, int field);

// True for characters that nobody sees (Default_Ignorable_Code_Point: turning and zero-width ones, fillers, soft hyphens), line
// and paragraph separators, and control characters other than tabs: none of them belongs into a name, a subject or a file
// name (`utf8` is unfolded: a line end in it was encoded), except joiners between letters of the scripts that need them, variation selectors, and tags within flags.
bool has_deceptive_characters(std::string_view utf8);

}  // namespace winnow::check
