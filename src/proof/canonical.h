// Canonicalization (RFC 6376 section 3.4): the octets that a signature hashes, made from mail as it lies in a store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/hash.h"
#include "mail/message.h"

namespace winnow::proof {

enum class Canonicalization : std::uint8_t { kSimple, kRelaxed };

// What to do with a line feed that has no carriage return before it. A store that keeps lines with LF dropped the CR that
// travelled (RFC 6376 section 5.3), so it is put back; a few signers hashed such a line feed as it was.
enum class BareLineFeed : std::uint8_t { kRestore, kKeep };

// How far a hash reaches.
struct BodyExtent {
  std::uint64_t canonical_size = 0;   // of the whole canonical body, whatever the limit
  std::uint64_t hashed_size = 0;      // of the part in front of the limit
  std::uint64_t raw_end = 0;          // offset in the raw body behind the last octet that was hashed
};

// Appends one header field in canonical form, its CRLF included (sections 3.4.1 and 3.4.2).
void append_canonical_field(const mail::Field& field, Canonicalization how, std::string& out);
// Appends a signature field with the octets [from, to) of its value left out, and without the closing CRLF (section 3.7).
void append_signature_field(const mail::Field& field, Canonicalization how, std::size_t from, std::size_t to,
                            std::string& out);

// Feeds the canonical body (sections 3.4.3 to 3.4.5) to `hasher`, at most `limit` octets of it. No copy of the body is made.
BodyExtent hash_canonical_body(std::string_view body, Canonicalization how, BareLineFeed bare,
                               std::optional<std::uint64_t> limit, Hasher& hasher);
// The same octets as a string.
std::string canonical_body_text(std::string_view body, Canonicalization how, BareLineFeed bare,
                                std::optional<std::uint64_t> limit);

}  // namespace winnow::proof
