// Signature fields made of tags (RFC 6376 section 3.5; RFC 4870 section 3.3; RFC 8617 section 4.1): what each says, and
// what is wrong with it.
#pragma once

#include <array>
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
  std::optional<std::uint32_t> instance;     // ARC: i=, a number of at most two digits
  std::string chain_validation;              // ARC-Seal: cv=, lower case
  std::optional<std::string> sending_local_part;   // DomainKeys: what g= of the key is compared with
  bool draft = false;                        // made by a draft of the standard: no v=, or v=0.x
  std::string_view fault;                    // catalogue id "signature.<fault>"; empty: the field is sound
};

SignatureField read_signature_field(std::string_view value);
SignatureField read_arc_message_signature(std::string_view value);
SignatureField read_arc_seal(std::string_view value);
// Of DomainKeys; Canonicalization::kRelaxed stands for nofws.
SignatureField read_domainkey_signature(std::string_view value);

// RFC 8617 section 4.2.1: one or two digits; whether the number is one of 1 to 50 is the chain's question.
std::optional<std::uint32_t> read_arc_instance(std::string_view value);
// First octets of SHA-256 of the decoded b=; zero where there is none.
std::array<std::byte, 8> value_digest(const SignatureField& field);

// Where the value of b= stands in the field's value, white space around it included (section 3.7: what is left out of the
// hash). An empty range at the end where there is no b=.
Range signature_value_range(std::string_view value);

// A domain name for comparing: lower case, U-labels as A-labels (RFC 8616 section 4), no dot at the end.
std::string domain_for_comparing(std::string_view domain);
// Whether `domain` is `parent` or lies below it. Both as domain_for_comparing() gives them.
bool is_same_or_below(std::string_view domain, std::string_view parent);

}  // namespace winnow::proof
