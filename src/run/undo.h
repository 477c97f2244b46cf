// Damage that honest handling did to a message, taken back where a signature says that it was such damage.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "mail/message.h"
#include "mend/mend.h"
#include "proof/signature.h"
#include "run/loans.h"

namespace winnow::run {

// A message as it was when one of its signatures was made.
struct Restored {
  std::unique_ptr<const mend::Variant> variant;   // its bytes are those of `message`
  mail::Message message;
  // Rows of the damaged message in its order, verified in this one, then one for each of Undone::borrowed; without a mechanism
  // where this one does not have the field.
  std::vector<proof::Signature> signatures;
};

// What undoing found out about a message.
struct Undone {
  std::vector<Restored> restored;          // the first one is what the checks look at, where `leads`
  // For each row of the damaged message, then for each borrowed one: 1 + index of what it is told from; 0: as it is.
  std::vector<std::size_t> by;
  std::vector<std::string> borrowed;       // locators of the copies that lent a signature, each of which holds
  bool leads = false;                      // false: the damaged message is proved as it is, and rows alone are told better
  bool exhausted = false;                  // the budget did not suffice
};

// Where the header or the body half of one of `signatures` (the rows of `message`) fails: the message before one or several
// steps of honest damage (docs/mend/), as far as a hash agrees. Signatures of the author's domain are served first. A signature
// of a copy counts where both of its halves hold.
Undone undo(const mail::Message& message, const std::vector<proof::Signature>& signatures, const proof::Trust& trust,
            std::uint64_t budget_times, const Loans& loans = {});

}  // namespace winnow::run
