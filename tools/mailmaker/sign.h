// DKIM signing (RFC 6376 section 5), written from the standard and apart from winnow's verifier.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mailmaker/keys.h"
#include "mailmaker/message.h"

namespace mailmaker {

enum class Canonical { kSimple, kRelaxed };

struct SignOptions {
  Canonical header = Canonical::kRelaxed, body = Canonical::kRelaxed;
  std::vector<std::string> fields;      // h=; a name more often than present signs its absence
  std::optional<std::int64_t> time, expiry;
  std::string identity;                 // i=, left out when empty
  bool one_line = false;                // folds nothing, as some signers do
};

// The body as it is hashed, with CRLF (RFC 6376 sections 3.4.3 and 3.4.4).
std::string canonical_body(std::string_view body, Canonical how);
std::string canonical_field(const Field &field, Canonical how);
// Puts a DKIM-Signature field on top.
void sign(Message &message, const SigningKey &key, const SignOptions &options);

} // namespace mailmaker
