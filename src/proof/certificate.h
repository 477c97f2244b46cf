// Whose certificate made a signature, and who vouches for that (RFC 5280, RFC 8550).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::proof {

// How far the user's authorities vouch for a certificate; the first that fits.
enum class Vouched : std::uint8_t {
  kTrusted,          // a chain of valid certificates leads to an authority of --trust-store
  kRevoked,          // its issuer withdrew it, by a list that is at hand
  kSelfSigned,       // it vouches for itself
  kNoStore,          // no trust store was given, so nobody was asked
  kUnknownIssuer,    // no chain leads to an authority of the store
  kOutOfDate,        // the chain was not valid at the time of signing
  kNotForMail,       // a certificate of the chain is made for other purposes
  kWeak,             // a certificate of the chain is signed by a method or key that no longer protects
  kInvalid,          // the chain breaks a rule of RFC 5280
  kGiven,            // OpenPGP: the user gave the key (--pgp-keys)
  kFound,            // OpenPGP: the key came with the mail itself
  kNoKey,            // OpenPGP: no such key is known; only its fingerprint or key id is
};
std::string_view name(Vouched vouched);

// What is known of revocation, offline.
enum class Revocation : std::uint8_t { kUnknown, kNotListed, kRevoked };
std::string_view name(Revocation revocation);

struct Certificate {
  std::vector<std::string> addresses;   // of rfc822Name, else of emailAddress; lower case, in order, each once
  std::string subject, issuer;          // for a person, UTF-8
  std::string fingerprint;              // SHA-256 of the DER form; OpenPGP: of the primary key; hexadecimal
  std::int64_t valid_from = 0, valid_to = 0;   // OpenPGP: 0 where the key never ends
  bool given = false;                   // OpenPGP: by the user
  bool self_signed = false;
  Vouched vouched = Vouched::kNoStore;
  Revocation revocation = Revocation::kUnknown;
};

// The certificates of authorities that the user trusts, with revocation lists where the files hold them. Thread-compatible.
class Authorities {
 public:
  virtual ~Authorities() = default;
  virtual std::size_t count() const = 0;   // of certificates
};
// Reads files of PEM blocks (certificates, trusted certificates, revocation lists) or of one DER certificate each. Bytes
// that hold none add nothing.
std::unique_ptr<Authorities> read_authorities(const std::vector<std::string>& files);

}  // namespace winnow::proof
