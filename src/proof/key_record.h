// Key records: what a TXT record under selector._domainkey.domain says (RFC 6376 section 3.6.1).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/public_key.h"

namespace winnow::proof {

// Why a record gives no usable key.
enum class KeyFault : std::uint8_t {
  kNone,
  kSyntax,     // no p=, or octets that are no key of the kind that k= names
  kVersion,    // v= names another standard
  kRevoked,    // p= is empty: withdrawn by its owner, which says nothing of earlier signatures
  kKind,       // k= names an algorithm that is not known
};

struct KeyRecord {
  KeyFault fault = KeyFault::kNone;
  std::optional<PublicKeyValue> key;           // absent where p= gives none; a record of another version may have one
  std::vector<std::string> hashes;             // h=, lower case; empty: any
  bool for_email = true;                       // s= is absent or names "email" or "*"
  bool testing = false;                        // t=y
  bool strict_identity = false;                // t=s: i= must have d= itself as its domain
  std::optional<std::string> granularity;      // g= of RFC 4871, dropped by RFC 6376: reported, never enforced

  bool allows(HashKind hash) const;
};

// Reads a record as it is found in zones, notes and copies: quoted strings are joined, "\;" is ";", blanks inside p= mean
// nothing, v= and k= may be missing. Unknown tags are ignored; of a tag that stands twice the first counts.
KeyRecord read_key_record(std::string_view record);
// The text that read_key_record() parses: quotes and escapes taken away.
std::string plain_record(std::string_view record);

}  // namespace winnow::proof
