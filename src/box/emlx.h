// Apple Mail's .emlx: a line with the size of the message, the message, a property list (docs/formats/emlx.md).
#pragma once

#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace winnow::box {

// Whether a file begins with a line of digits, padded with blanks, and a mail message behind it.
bool is_emlx(Bytes head);

struct Emlx {
  Range message;
  Range trailer;                              // empty where there is none
  std::vector<std::string_view> notes;        // ids of docs/notes.md
};
// Every byte behind the first line lies in the message or in the trailer. The size is believed where it leads to a property list
// or to the end of the file; else the message ends where the last property list begins, or, without one, with the file.
// For bytes of which is_emlx() holds.
Emlx split_emlx(Bytes file);

}  // namespace winnow::box
