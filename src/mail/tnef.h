// TNEF, the container in which Outlook and Exchange send what MIME has no place for: `winmail.dat` (MS-OXTNEF).
// docs/formats/tnef.md says what is read and why by a reader of winnow's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace winnow::mail {

inline constexpr std::string_view kTnefType = "application/ms-tnef";

// Whether the bytes begin as TNEF does.
bool is_tnef(Bytes head);

// A file in a TNEF stream. `data` is a view into the stream.
struct TnefAttachment {
  std::string name;                      // UTF-8, as declared; "" for none
  Bytes data;
  bool embedded = false;                 // a message: `data` is a TNEF stream of its own
};

// What the stream says of the message that it was made of, and what it holds. Texts are UTF-8; "" where nothing is said.
struct Tnef {
  std::string message_class, subject, message_id, correlation_key;
  std::string sender_name, sender_address;               // who is shown as author
  std::string other_sender;                              // address of who sent for the author, where it is another one
  std::optional<std::int64_t> submitted;                 // Unix seconds
  std::string text;                                      // the plain body
  std::string html;                                      // the HTML body, as its bytes
  std::string html_charset;
  std::string rtf;                                       // the RTF body, unpacked
  std::vector<TnefAttachment> attachments;               // in order
  std::vector<std::string> notes;                        // ids of docs/notes.md, sorted and unique
};

// Never fails: what cannot be read becomes a note. `stream` must outlive the result.
Tnef read_tnef(Bytes stream);

}  // namespace winnow::mail
