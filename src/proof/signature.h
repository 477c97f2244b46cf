// One signature field of a message and what became of it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "mail/message.h"
#include "proof/certificate.h"
#include "proof/key.h"
#include "proof/signed_entity.h"

namespace winnow::proof {

class OpenPgpKeys;   // proof/openpgp_keys.h

enum class Half : std::uint8_t { kUnknown, kPass, kFail };
// RFC 8601 section 2.7.1, plus kNoKey: no key is known, the commonest case in an old dump.
enum class ResultWord : std::uint8_t { kNone, kPass, kFail, kPermError, kTempError, kNeutral, kNoKey };

// Names of mechanisms, as the outputs print them (DESIGN section 7).
inline constexpr std::string_view kDkim = "dkim", kXGoogle = "xgoogle", kDomainKeys = "domainkeys";
// RFC 8617: the chain as a whole, and its two kinds of signature.
inline constexpr std::string_view kArc = "arc", kArcMessageSignature = "arc-ams", kArcSeal = "arc-seal";
// RFC 8551: a MIME entity of the body, signed by a person's or an organization's certificate; RFC 9580: by a key.
inline constexpr std::string_view kSmime = "smime", kOpenPgp = "openpgp";

// What verification may rest on. Everything outlives the call.
struct Trust {
  Trust(const KeySource& known) : keys(known) {}   // NOLINT: a set of keys alone is the common case
  const KeySource& keys;
  const OpenPgpKeys* openpgp = nullptr;            // --pgp-keys; keys that came with a mail are tried beside them
  const Authorities* authorities = nullptr;        // --trust-store; none: nobody vouches for a certificate
  std::optional<std::int64_t> fixed, now;          // by which a certificate is dated when its signature names no time
};

struct Signature {
  std::string_view mechanism;          // one of the names above
  std::uint32_t index = 0;             // among fields of this mechanism, from the top
  std::string domain, selector;        // d= and s=, lower case A-labels
  std::string identity;                // i= (default "@" + domain); DomainKeys: the sending address
  std::optional<std::uint32_t> instance;   // ARC: i=; of a chain: how many sets it has
  std::string chain_validation;        // ARC: cv= of the seal; of a chain: of its newest seal
  std::string algorithm;               // a= as written, lower case
  std::uint32_t bits = 0;              // of the key that fitted, or of the first candidate
  ResultWord result = ResultWord::kNone;
  std::string_view reason;             // catalogue id "signature.<reason>"; empty on a plain pass
  Half header = Half::kUnknown;        // b= over the signed fields
  Half body = Half::kUnknown;          // bh= over the body
  Half padding = Half::kUnknown;       // RSA: whether the holder of `key` made the value, over these fields or others
  std::string signed_digest;           // RSA: the digest that the value says it signs; empty where `padding` is not kPass
  const Key* key = nullptr;            // the key that fitted; else the first candidate tried; owned by the KeySource
  bool key_by_family = false;          // fitted as the provider's shared key under another name
  std::optional<std::int64_t> signed_at, expires_at;   // t=, x=
  bool header_simple = false, body_simple = false;     // c=
  std::vector<std::string> header_fields;              // h=, lower case, in order
  std::vector<int> signed_fields;      // indexes into Message::fields in the order of hashing; -1: signed as absent
  std::optional<std::uint64_t> body_length;            // l=
  Range body_covered;                  // raw bytes of the message that bh= vouches for (all of the body without l=)
  std::uint64_t body_uncovered = 0;    // canonical body bytes behind l=
  int results_field = -1;              // ARC seals: index of the Authentication-Results of their set
  int field = -1;                      // index of the signature field in Message::fields; -1 for a chain
  std::array<std::byte, 8> value_digest{};             // first 8 bytes of SHA-256 of the decoded b=
  bool key_testing = false;            // t=y in the key record
  std::optional<SignedEntity> entity;            // S/MIME, OpenPGP: what is signed
  std::optional<Certificate> certificate;        // the same: whose key signed it, as far as it is known
  bool line_feeds_kept = false;        // the body hash fits only with bare line feeds as they stand in a CRLF message
};

// Verifies every signature of the message: DKIM (RFC 6376, 8301, 8463, 8616) first, then X-Google-DKIM-Signature,
// DomainKeys (RFC 4870), ARC (RFC 8617: the chain, its message signatures, its seals), S/MIME (RFC 8551) and OpenPGP (RFC 9580). Time is not
// consulted: x= is data. Body hashes are shared between signatures of one canonicalization. At most limits::kSignatures of
// each are verified.
// `encrypted_texts`, where it is not null, gets what find_encrypted() wants to know of the texts, which are looked through here.
std::vector<Signature> verify_signatures(const mail::Message& message, const Trust& trust, std::vector<int>* encrypted_texts = nullptr);
// Of these, the ones of DKIM.
std::vector<Signature> verify_dkim(const mail::Message& message, const KeySource& keys);

// The exact octets that each half hashes, for `winnow show` and the commands a stranger runs: the canonical signed
// fields followed by the signature field with an empty b=, and the canonical body. DomainKeys hashes one behind the other,
// and its own field not at all; a seal has no body.
std::string canonical_header(const mail::Message& message, const Signature& signature);
std::string canonical_body(const mail::Message& message, const Signature& signature);
// c= as the outputs print it: "relaxed/simple", "nofws", ...; empty for a chain.
std::string canonicalization_name(const Signature& signature);

}  // namespace winnow::proof
