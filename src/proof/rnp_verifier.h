// The arithmetic of OpenPGP signatures and certificates, done by RNP (librnp). The library is loaded where a signature with a
// known key is met, and not before: with all that it needs it costs more to start than most mailboxes have OpenPGP mail.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/openpgp_keys.h"

namespace winnow::proof {

// Loads librnp and does once what it opens files for. False where it is not installed. Later calls say what the first found.
bool load_rnp();

// What is done in place of loading where a signature wants the library: a sandboxed process can load nothing. nullptr: it is
// loaded. If the function returns, the library counts as not installed.
void when_rnp_is_wanted(void (*instead)());

// What a certificate says of itself, each statement verified by the library.
struct OpenPgpSigner {
  std::string primary_user_id;
  std::vector<std::string> user_ids;          // self-signed and not revoked, at most limits::kPeopleKept
  std::uint32_t bits = 0;                     // of the key that signed
  std::int64_t created = 0;                   // of that key
  std::optional<std::int64_t> expires;        // of that key or its primary key, whichever is first
  bool revoked = false;                       // that key or its primary key
  bool may_sign = false;
};

enum class RnpStatus : std::uint8_t {
  kHolds,
  kWrong,            // the value is not one of these octets under this key
  kNotValidThen,     // the certificate was not valid at the time that the signature names: nothing was computed
  kUnusableKey,      // the library finds no key in the certificate that it can use for this signature
  kUnreadable,       // the library does not know the signature's form
  kNoLibrary,
};

struct RnpAnswer {
  RnpStatus status = RnpStatus::kUnreadable;
  std::optional<OpenPgpSigner> signer;
};

// `octets`: what was signed, in canonical form where the signature is of text. `signature`: one packet. `now`: the day as of
// which certificates expire; absent: today.
RnpAnswer verify_by_rnp(const OpenPgpCertificate& certificate, std::string_view octets, std::string_view signature,
                        const SignatureFields& fields, std::optional<std::int64_t> now);

}  // namespace winnow::proof
