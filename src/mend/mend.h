// Honest damage, taken back (DESIGN section 8). A step proposes what a message may have been before one known program
// touched it; whether it was, only the hash in a signature decides. Steps never invent words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "record/record.pb.h"

namespace winnow::mend {

// A message as it may have been, and where the bytes of the one at hand went.
struct Variant {
  std::string_view step;                     // docs/mend/<step>.md; stands in `undone`
  std::string bytes;
  std::vector<std::uint64_t> removed;        // offsets in the message at hand of the single bytes that were taken out, ascending

  // The offset in the message at hand of a byte of `bytes`.
  std::uint64_t original_offset(std::uint64_t offset) const;
};

// The `>From ` quoting of mbox files (docs/mend/mbox.from-quoting.md): lines of the body only, which begins at
// `body_begin`. At most two variants: every `>`-quoted From line less one `>` (mboxrd), and, where it differs, only the
// lines quoted once (mboxo). Empty when no line is quoted.
std::vector<Variant> unquote_from_lines(Bytes message, std::uint64_t body_begin);

// Moves every byte range of the item to the message at hand.
void move_ranges(const Variant& variant, record::Item& item);

}  // namespace winnow::mend
