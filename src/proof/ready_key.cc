#include "proof/ready_key.h"

#include <unordered_map>

#include "base/limits.h"

namespace winnow::proof {

bool ReadyKey::make_verifier() {
  if (!record.key) return false;
  if (!verifier) verifier = VerifyingKey::make(*record.key);
  if (verifier) return true;
  record.key.reset();   // numbers that no arithmetic accepts: as good as no key
  record.fault = KeyFault::kSyntax;
  return false;
}

bool ReadyKey::verify(HashKind hash, std::string_view digest, std::string_view signature) {
  return make_verifier() && verifier->verify(hash, digest, signature);
}

std::optional<std::string> ReadyKey::recover(HashKind hash, std::string_view signature) {
  return make_verifier() ? verifier->recover(hash, signature) : std::nullopt;
}

// By the record's text, not by the Key that holds it: the text is what decides, and it outlives any set of keys.
ReadyKey& ready_key(const std::string& record) {
  thread_local std::unordered_map<std::string, ReadyKey> keys;
  if (const auto at = keys.find(record); at != keys.end()) return at->second;
  if (keys.size() >= limits::kKeysReady) keys.clear();
  return keys.emplace(record, ReadyKey{read_key_record(record), std::nullopt}).first->second;
}

}  // namespace winnow::proof
