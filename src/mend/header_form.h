// Forms: what the fields of one name may have been when a message was signed. Steps (mend/header_steps.h) propose forms,
// the search (mend/header_search.cc) combines them.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mail/message.h"
#include "mend/mend.h"
#include "proof/canonical.h"

namespace winnow::mend {

// One field of a form.
struct FormField {
  int field = -1;        // the field at hand that it stands for, an index in Message::fields; -1: one that was lost
  std::string text;      // "Name: value" with its folds, without the final line end
  std::string_view source = {};   // of the copy that has it so (CopiedFields); empty: of none
};

struct Form {
  std::vector<FormField> fields;             // of one name, top to bottom; fields at hand that are not among them came later
  unsigned cost = 0;                         // the larger the less likely, in bits
  std::vector<std::string_view> steps;       // that led here; none: the fields at hand
};

// A mailbox as it is written somewhere in the header.
struct WrittenMailbox {
  std::string_view text;                     // with its display name, as it stands
  std::string display, address;              // decoded
};

// What steps may know of the message beside the field they look at.
class Scene {
 public:
  // `own`: the signature's own field, an index in Message::fields, which no step looks at.
  Scene(const mail::Message& message, int own, proof::Canonicalization how, std::span<const FieldHint> hints,
        std::span<const CopiedFields> copies = {});

  const mail::Message& message;
  const int own;
  const proof::Canonicalization how;
  const std::span<const FieldHint> hints;
  const std::span<const CopiedFields> copies;
  const bool is_simple;                      // white space, folds and case of names count
  const std::string_view line_end;           // of the message
  bool list = false;                         // fields that mailing lists write are there

  // The mailboxes of the fields, and of the line of the body, that programs keep an old address in; each once.
  const std::vector<WrittenMailbox>& mailboxes() const { return mailboxes_; }
  // The fields of this name (lower case) as they are.
  Form fields_at_hand(std::string_view name) const;
  // Mailboxes that the first lines of the body name, as replies and patches do: "Cc: Luc <luc@b.example>".
  const std::vector<WrittenMailbox>& body_mailboxes() const { return body_mailboxes_; }
  // Whether this address is the list's own or one of its helpers.
  bool is_list_address(std::string_view address) const;
  const std::vector<std::string>& list_addresses() const { return list_addresses_; }   // lower case
  // Zones that stand in the dates of the header, such as "+0200".
  const std::vector<std::string>& zones() const { return zones_; }

 private:
  void read_list_fields();
  void read_mailboxes();
  void add_mailboxes(std::string_view value);
  std::string_view from_line_of_body() const;
  void read_body();
  void read_zones();
  std::vector<std::string> list_addresses_;
  std::vector<WrittenMailbox> mailboxes_, body_mailboxes_;
  std::vector<std::string> zones_;
};

// "Name" and what stands behind the colon, of a field's text.
std::string_view name_of(std::string_view text);
std::string_view value_of(std::string_view text);
// The text with another value.
std::string with_value(std::string_view text, std::string_view value);
// The field that a text is, for canonicalization; it borrows the text.
mail::Field as_field(std::string_view text);

// The mailboxes of an address list as they stand: split at commas outside quotes, comments and brackets, without white space
// around them.
std::vector<std::string_view> split_mailboxes(std::string_view value);

}  // namespace winnow::mend
