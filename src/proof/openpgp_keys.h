// OpenPGP certificates (RFC 9580 section 10.1: a key with its user ids and subkeys), taken apart so far that a signature finds
// the one that may have made it. Nothing is verified here; rnp_verifier.h does that with what is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "proof/openpgp_packet.h"

namespace winnow::proof {

// Of all copies of one certificate what its own key says of itself. Signatures by others are left out: whom they vouch for is
// not asked. Subkeys are kept only with a binding that allows them to sign, so that the library asks for the subkey's own
// consent (section 10.1.5): without it a stranger's key could be bound to any name.
struct OpenPgpCertificate {
  std::string fingerprint;               // of the primary key, raw
  std::string packets;                   // binary; each copy begins with the primary key
  std::vector<KeyName> signing_keys;     // the primary key first
  bool oversized = false;                // more than a limit allows: it verifies nothing
};

// A set of certificates, found by the ids of their keys. Thread-compatible.
class OpenPgpKeys {
 public:
  // Reads transferable public keys, armored (any number of blocks, text around them) or binary. Secret keys are left alone,
  // and what is no key adds nothing.
  void add(std::string_view file);
  // Of certificates.
  std::size_t count() const { return certificates_.size(); }
  bool empty() const { return certificates_.empty(); }
  // Those that hold a key which `signature` names as its issuer, at most limits::kOpenPgpCandidates.
  std::vector<const OpenPgpCertificate*> find(const SignatureFields& signature) const;

 private:
  void add_packets(std::string_view octets);
  void keep(OpenPgpCertificate&& certificate);

  std::vector<OpenPgpCertificate> certificates_;
  std::unordered_map<std::string, std::size_t> by_fingerprint_;
  std::unordered_multimap<std::uint64_t, std::size_t> by_id_;
};

}  // namespace winnow::proof
