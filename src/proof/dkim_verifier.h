// Verifies fields of the DKIM form one after another: DKIM-Signature (RFC 6376), ARC-Message-Signature (RFC 8617 section
// 4.1.2) and X-Google-DKIM-Signature.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "proof/body_hashes.h"
#include "proof/key_trial.h"
#include "proof/signature.h"
#include "proof/signature_field.h"
#include "proof/signed_fields.h"

namespace winnow::proof {

class DkimVerifier {
 public:
  // All outlive the verifier.
  DkimVerifier(const mail::Message& message, const FieldIndex& index, BodyHashes& bodies, const KeySource& keys)
      : message_(message), index_(index), bodies_(bodies), trial_(keys) {}

  // `field`: index in Message::fields; `index`: number of the field among those of its mechanism.
  Signature verify(std::string_view mechanism, int field, std::uint32_t index);

 private:
  void describe();
  void check_body();
  void conclude();
  std::string_view pass_reason() const;

  const mail::Message& message_;
  const FieldIndex& index_;
  BodyHashes& bodies_;
  KeyTrial trial_;
  SignatureField field_;
  Signature signature_;
};

}  // namespace winnow::proof
