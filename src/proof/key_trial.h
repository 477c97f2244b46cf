// The keys that may fit one signature field, tried in order; the same for every mechanism whose keys stand in DNS.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proof/key.h"
#include "proof/ready_key.h"
#include "proof/signature.h"
#include "proof/signature_field.h"

namespace winnow::proof {

class KeyTrial {
 public:
  // What the signature's value may sign, best reading first. Asked for once, and only when there is a key to compare with.
  using Digests = std::function<std::vector<std::string>()>;

  explicit KeyTrial(const KeySource& keys) : keys_(keys) {}

  // Tries the candidates until one fits and its record allows it, else the best of them stays. Fills key, key_by_family,
  // key_testing, bits, the header half, padding and signed_digest of `signature`, whose domain and selector are set.
  void run(const SignatureField& field, const Digests& digests, Signature& signature);

  // Sets result and reason where the field, the lack of a key, or its record decide them (RFC 8601 section 2.7.1: in this
  // order). False: the halves decide.
  bool conclude(const SignatureField& field, Signature& signature) const;
  // Which of the digests fitted.
  std::size_t fitting_digest() const { return fitting_digest_; }

 private:
  // How far a candidate key got, from worst to best. kMade: its holder made the value, over something else.
  enum class Fit : std::uint8_t { kNoKey, kWrong, kMade, kForbidden, kFits };

  void try_all(const std::vector<const Key*>& candidates, bool family, const Digests& digests, Signature& signature);
  Fit try_one(ReadyKey& ready, const Digests& digests);
  bool fits(ReadyKey& ready, const std::string& digest) const;
  void take(const Key& key, const ReadyKey& ready, Fit fit, bool family, Signature& signature);

  const KeySource& keys_;
  const SignatureField* field_ = nullptr;
  std::vector<std::string> digests_;
  std::optional<std::string> recovered_;   // what the value says that it signs, under the candidate at hand
  std::size_t fitting_digest_ = 0;
  Fit fit_ = Fit::kNoKey;
  std::string_view key_fault_;
};

}  // namespace winnow::proof
