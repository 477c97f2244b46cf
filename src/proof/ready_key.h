// Key records kept parsed and ready to verify: parsing a key costs eight times as much as using it.
#pragma once

#include <optional>
#include <string>

#include "proof/key_record.h"
#include "proof/public_key.h"

namespace winnow::proof {

struct ReadyKey {
  KeyRecord record;
  std::optional<VerifyingKey> verifier;   // made at its first use
  // Whether `signature` signs `digest` under this key; false without a key.
  bool verify(HashKind hash, std::string_view digest, std::string_view signature);
  // VerifyingKey::recover(); nullopt without a key.
  std::optional<std::string> recover(HashKind hash, std::string_view signature);

 private:
  bool make_verifier();
};

// The parsed form of a record's text. The reference is good until the next call of the same thread.
ReadyKey& ready_key(const std::string& record);

}  // namespace winnow::proof
