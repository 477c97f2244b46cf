// What forgers do to mail. Each leaves something false where a reader looks.
#pragma once

#include <string>
#include <string_view>

#include "mailmaker/compose.h"

namespace mailmaker {

// A Subject above the signed one: most programs show the first.
void add_second_subject(Message &message, std::string_view shown);
// Another number before each "euros" of the text. False where the text holds none in a readable encoding.
bool change_amounts(Message &message);
// Another file under the same name. False where the message has no file.
bool swap_attachment(Composed &mail, Random &random);
// One more address among those that the signature covers, or in a Cc field that it does not cover.
void add_recipient(Message &message, std::string_view address);
void add_unsigned_cc(Message &message, std::string_view address);
// A date of the forger's choice.
void change_date(Message &message, std::int64_t date);
// Shows the parts as one text (possible where Content-Type is not signed).
void flatten_type(Message &message);
// Puts the signatures of one message on another.
void copy_signatures(const Message &from, Message &to);
// The address that is to be believed as display name, another one behind it.
void set_from(Message &message, std::string_view display, std::string_view address);

} // namespace mailmaker
