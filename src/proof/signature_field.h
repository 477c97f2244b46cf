// The DKIM-Signature field (RFC 6376 section 3.5): what it says, and what is wrong with it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/hash.h"
#include "proof/canonical.h"
#include "proof/public_key.h"

namespace winnow::proof {

// Everything that could be read, even where `fault` says that the field breaks the standard: both halves are computed
// whenever their own tags can be read.
struct SignatureField {
  std::string domain, selector;              // d=, s=: lower case A-labels
  std::string identity;                      // i=, or "@" and the domain
  std::string identity_domain;               // behind the last '@' of i=, lower case A-label
  std::string algorithm;                     // a=, lower case
  std::optional<KeyKind> key_kind;           // absent: an algorithm that is not known
  HashKind hash = HashKind::kSha256;
  Canonicalization header = Canonicalization::kSimple, body = Canonicalization::kSimple;
  bool canonicalization_known = true;
  std::vector<std::string> header_fields;    // h=, lower case
  std::optional<std::uint64_t> body_length;  // l=
  std::optional<std::int64_t> signed_at, expires_at;
  std::optional<std::string> value;          // b=, decoded; no octets where it is no base64
  std::optional<std::string> body_hash;      // bh=, likewise
  bool draft = false;                        // made by a draft of the standard: no v=, or v=0.x
  std::string_view fault;                    // catalogue id "signature.<fault>"; empty: the field is sound
};

SignatureField read_signature_field(std::string_view value);

// Where the value of b= stands in the field's value, white space around it included (section 3.7: what is left out of the
// hash). An empty range at the end where there is no b=.
Range signature_value_range(std::string_view value);

// A domain name for comparing: lower case, U-labels as A-labels (RFC 8616 section 4), no dot at the end.
std::string domain_for_comparing(std::string_view domain);
// Whether `domain` is `parent` or lies below it. Both as domain_for_comparing() gives them.
bool is_same_or_below(std::string_view domain, std::string_view parent);

}  // namespace winnow::proof
