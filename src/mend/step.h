// What a step of the body search is: one file, one row of all.cc, one page docs/mend/<name>.md, one test.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "mend/mend.h"

namespace winnow::mend {

// A message on its way back: the one at hand under some edits, parsed anew.
class Draft {
 public:
  explicit Draft(const mail::Message& at_hand);
  // `before` under one more round of edits.
  Draft(const Draft& before, const std::vector<Edit>& edits);

  bool is_at_hand() const { return !variant_; }      // without any edit
  const mail::Message& message() const { return message_; }
  std::string_view bytes() const { return as_text(message_.bytes); }
  std::string_view body() const { return bytes().substr(message_.body.begin); }
  // These edits of the draft, as edits of the message at hand.
  std::vector<Edit> with(const std::vector<Edit>& edits) const;

 private:
  Bytes at_hand_;
  std::shared_ptr<const Variant> variant_;      // its bytes are those of message_
  mail::Message message_;
};

using Proposals = std::vector<std::vector<Edit>>;    // of a draft's own bytes

// What kind of damage a step undoes. A search takes at most one proposal of each kind, in this order.
enum class Layer : std::uint8_t { kMailbox, kStructure, kCharset, kEncoding };

// Proposes what the body was, whole.
struct Rewriting {
  Layer layer;
  void (*propose)(const Draft& draft, Proposals& out);
};
std::span<const Rewriting> rewritings();

// Looks through many bodies that differ little from the draft's. The edits are of the draft's own bytes.
struct Scan {
  bool thorough;         // tried when everything else failed, as it costs much
  std::optional<std::vector<Edit>> (*find)(const Draft& draft, const BodyQuestion& question, Budget& budget);
};
std::span<const Scan> scans();

// ---- the steps ----

void propose_unquoted(const Draft& draft, Proposals& out);                  // mbox.from-quoting
void propose_without_added_part(const Draft& draft, Proposals& out);        // part.added
void propose_unwrapped(const Draft& draft, Proposals& out);                 // part.wrapped
void propose_other_charset(const Draft& draft, Proposals& out);             // text.charset
void propose_base64_lines(const Draft& draft, Proposals& out);              // transfer.base64-lines
void propose_soft_breaks(const Draft& draft, Proposals& out);               // transfer.soft-breaks
void propose_other_encoding(const Draft& draft, Proposals& out);            // transfer.encoding

std::optional<std::vector<Edit>> find_added_tail(const Draft& draft, const BodyQuestion& question, Budget& budget);        // tail.added
std::optional<std::vector<Edit>> find_added_tail_in_base64(const Draft& draft, const BodyQuestion& question, Budget& budget);
std::optional<std::vector<Edit>> find_added_tail_in_part(const Draft& draft, const BodyQuestion& question, Budget& budget);
std::optional<std::vector<Edit>> find_added_head(const Draft& draft, const BodyQuestion& question, Budget& budget);        // head.added
std::optional<std::vector<Edit>> find_blank_lines(const Draft& draft, const BodyQuestion& question, Budget& budget);       // lines.blank
std::optional<std::vector<Edit>> find_lost_blanks(const Draft& draft, const BodyQuestion& question, Budget& budget);       // lines.blanks

}  // namespace winnow::mend
