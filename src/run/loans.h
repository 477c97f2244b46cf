// What copies of a message lend to it on a second visit: signature fields that it does not carry, and what their headers say
// under names that a signature covers. Whether any of it belongs to this message, only a signature decides.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

#include "mail/message.h"
#include "mend/mend.h"
#include "run/protocol.pb.h"

namespace winnow::run {

struct LentSignature {
  std::string text;                        // "DKIM-Signature: value" with folds, without the final line end
  std::string source;                      // locator of the copy that carries it
  std::array<std::byte, 8> value_digest{};
};

struct Loans {
  std::vector<LentSignature> signatures;
  std::vector<mend::CopiedFields> fields;
  bool empty() const { return signatures.empty() && fields.empty(); }
};

// What a copy can lend (protocol.proto, Loan): its header without the fields that are written on the way.
Loan loan_of(Bytes message, std::string_view locator);

// What is of use to this message. A copy lends no other author, subject or date than the message shows, and no recipients
// that leave out a shown one: a header of the one mail over the body of another would be a repair that rewrites words.
Loans loans_for(const mail::Message& message, std::span<const Loan> lent);

}  // namespace winnow::run
