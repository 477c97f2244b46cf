// A message as it was found: header fields, MIME parts and the byte range of each (RFC 5322, 2045-2049, 6532).
// A parsed message borrows its bytes: every view and range points into the buffer given to parse().
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace winnow::mail {

// One header field, or a line of the header that is none: its `name` is empty and `value` the whole line. `raw` runs from the first byte of the name to the last byte before the field's final line end,
// folds included; `value` is what stands behind the colon, untouched.
struct Field {
  std::string_view name;   // as written, trailing white space before the colon left out
  std::string_view value;
  std::string_view raw;
  Range range;             // of raw plus its final line end, in the message
};

// How the body of a part is written (RFC 2045 section 6).
enum class Encoding : std::uint8_t { kIdentity, kQuotedPrintable, kBase64, kUuencode, kUnknown };

// One MIME part, in preorder. Numbered as in IMAP (RFC 9051 section 6.4.5): the parts of a multipart message are
// "1", "2", "2.1"; a message that is no multipart has one part "1"; an embedded message "2" holds "2.1" and so on. The
// multipart that is the body of the embedded message "2" is "2.TEXT" (IMAP numbers only its parts). An embedded message
// with a transfer encoding is a leaf: decode its body and parse() that.
struct Part {
  std::string path;                      // "" only for the top-level multipart itself
  int parent = -1;                       // index in Message::parts
  int depth = 0;                         // multiparts and embedded messages above it
  Range header;                          // the part's own header block with its closing empty line; the message's for the top
  Range body;                            // the encoded body: without the line end that belongs to the next delimiter
  std::vector<Field> fields;             // the part's own header; for the top part empty (see Message::fields)
  std::string type = "text";             // lower case; what the part declares, or RFC 2045's default
  std::string subtype = "plain";
  std::string boundary;                  // multiparts only, as declared
  std::string charset;                   // lower case, as declared
  std::string name;                      // file name by Content-Disposition or Content-Type (RFC 2231, RFC 2047), UTF-8
  std::string disposition;               // lower case: "attachment", "inline" or ""
  std::string content_id;
  Encoding encoding = Encoding::kIdentity;
  std::string encoding_label;            // lower case, as written
  Range preamble, epilogue;              // multiparts: before the first delimiter line, behind the last
  std::vector<Range> delimiters;         // multiparts: each delimiter line found, with its line end unless an outer
                                         // delimiter line follows at once and owns it
  bool closed = false;                   // multiparts: the closing delimiter was found
  bool is_multipart() const { return type == "multipart"; }
  bool is_message() const { return type == "message" && (subtype == "rfc822" || subtype == "global"); }
};

// One address of an address list, decoded for reading.
struct Mailbox {
  std::string display;     // decoded UTF-8; where there is no name, the comment that stood in for it before RFC 2822
  std::string local_part;  // without quotes
  std::string domain;      // lower case A-label where it can be converted, else as written
  std::string address() const { return domain.empty() ? local_part : local_part + "@" + domain; }
};

// A date-time field (RFC 5322 section 3.3, obsolete forms included).
struct DateTime {
  std::int64_t unix_seconds = 0;
  int offset_minutes = 0;
  bool offset_known = true;   // false for "-0000" or a missing zone
};

struct Message {
  Bytes bytes;
  std::vector<Field> fields;             // top to bottom
  Range header;                          // with its closing empty line
  Range body;                            // everything behind the header; empty range at the end when there is none
  std::vector<Part> parts;               // preorder; parts[0] is the message's own body
  std::vector<std::string> notes;        // ids of docs/notes.md such as "mime.missing-boundary"; sorted, unique
  bool crlf = false;                     // its lines end in CRLF (the first line end decides); mixed is a note

  // The topmost / every field of that name, compared without case.
  const Field* find(std::string_view name) const;
  std::vector<const Field*> find_all(std::string_view name) const;
};

// Parses without loss and never fails: oddities become notes. `bytes` must outlive the message.
// `depth`: how many messages this one lies in already (limits::kMimeDepth bounds the sum).
Message parse(Bytes bytes, int depth = 0);

// ---- reading values (all UTF-8, never fail, keep what they cannot decode visible) ----

// Unstructured text with RFC 2047 words decoded, folds removed, raw 8-bit read as UTF-8, else by `charset` (the message's,
// where the caller knows it), else guessed. Encoded words split inside a character are joined before decoding.
std::string decode_unstructured(std::string_view value, std::string_view charset = {});
// RFC 5322 section 3.4 with the obsolete syntax; groups are flattened. Words are decoded after the addresses are found.
std::vector<Mailbox> parse_addresses(std::string_view value);
std::optional<DateTime> parse_date(std::string_view value);
// <id> without brackets and white space; "" when there is none.
std::string parse_message_id(std::string_view value);

// ---- bodies ----

// Receives decoded bytes in order. Returns false to stop.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual bool write(Bytes decoded) = 0;
};
// Streams the decoded body of a part (transfer encoding removed). Line ends of the decoded text stay as found.
// Malformed encodings are decoded as far as they can be; ids of what was odd are added to `notes` when given.
void decode_body(const Message& message, const Part& part, Sink& sink, std::vector<std::string>* notes = nullptr);
// The whole decoded body, cut at `limit` bytes.
std::string decode_body(const Message& message, const Part& part, std::size_t limit);
// The decoded body of a text part as UTF-8 by its declared charset (else by guess), cut at `limit` bytes of input.
std::string decode_text(const Message& message, const Part& part, std::size_t limit);

// What a person reads of an HTML text: visible text, text hidden by style or attribute, and external references.
struct HtmlReading {
  std::string visible;                        // white space folded to single blanks and line ends
  std::string hidden;                         // display:none, visibility:hidden, zero size, same colour as ground, ...
  std::vector<std::string> external;          // URLs that a reader's program would fetch by itself (images, styles)
};
HtmlReading read_html(std::string_view utf8);

// Which leaf parts are what the reader takes for the text of the mail, and which are attachments.
// Both lists hold indexes into Message::parts; embedded messages (message/rfc822) are attachments and not entered.
struct Roles {
  std::vector<int> text_plain, text_html;     // body texts in order
  std::vector<int> attachments;
};
Roles roles(const Message& message);

}  // namespace winnow::mail
