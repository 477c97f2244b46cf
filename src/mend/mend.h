// Honest damage, taken back (DESIGN section 8). A step proposes what a message may have been before one kind of program
// touched it; whether it was, only the hash in a signature decides. Steps never invent words.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "mail/message.h"
#include "mend/budget.h"
#include "mend/edit.h"
#include "proof/canonical.h"
#include "proof/signature.h"

namespace winnow::mend {

// What a body hash asks. Signatures that ask the same share one search; no key is needed.
struct BodyQuestion {
  proof::Canonicalization how = proof::Canonicalization::kRelaxed;
  HashKind hash = HashKind::kSha256;
  std::optional<std::uint64_t> limit;    // l=
  std::string digest;                    // bh=, decoded
  friend bool operator==(const BodyQuestion&, const BodyQuestion&) = default;
};

// The edits of `message` under which its body has the digest asked for, fields of the header that say how the body is
// written among them. Nothing where no step or combination of steps within the budget gives it.
std::optional<std::vector<Edit>> mend_body(const mail::Message& message, const BodyQuestion& question, Budget& budget);

// What a field of the header may have said when the message was signed, best first; nothing: it was not there.
struct FieldHint {
  std::string_view name;
  std::vector<std::optional<std::string>> values;    // behind the colon, without the final line end
};

// The fields of one name as another copy of the message has them, top to bottom; none: it has no such field.
struct CopiedFields {
  std::string name;                                  // lower case
  std::vector<std::string> texts;                    // "Name: value" with folds, without the final line end
  std::string source;                                // locator of the copy
};

// The edits of `message` under which the header half of `signature` holds: the row of one of its fields, whose header half
// fails though a key is known. `message` is as the body's edits left it. Nothing where no step gives it.
std::optional<std::vector<Edit>> mend_header(const mail::Message& message, const proof::Signature& signature,
                                             const proof::KeySource& keys, std::span<const FieldHint> hints, Budget& budget,
                                             std::span<const CopiedFields> copies = {});

// The `>From ` quoting of mbox files (docs/mend/mbox.from-quoting.md): lines of the body only, which begins at
// `body_begin`. At most two proposals: every `>`-quoted From line less one `>` (mboxrd), and, where it differs, only the
// lines quoted once (mboxo). Empty when no line is quoted.
std::vector<std::vector<Edit>> unquote_from_lines(Bytes message, std::uint64_t body_begin);
// Where few lines are quoted: every choice of them, as some may have had their mark before.
std::vector<std::vector<Edit>> unquote_some_from_lines(Bytes message, std::uint64_t body_begin);

}  // namespace winnow::mend
