// The header of any message whose signature is told to have been made over another header: whatever the search answers,
// its edits apply, and the message under them has the header that was asked for.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/hash.h"
#include "base/limits.h"
#include "mail/message.h"
#include "mend/mend.h"
#include "proof/signature.h"

namespace {

using namespace winnow;

void require(bool truth) {
  if (!truth) std::abort();
}

const proof::KeySource& no_keys() {
  static const std::unique_ptr<proof::KeySource> set = proof::make_key_set({}, false, std::nullopt);
  return *set;
}

std::string digest_of(const mail::Message& message, const proof::Signature& signature) {
  return sha256(as_bytes(proof::canonical_header(message, signature)));
}

// The message as a list would pass it on.
std::string damaged(std::string text) {
  const std::size_t subject = text.find("Subject: ");
  if (subject != std::string::npos) text.insert(subject + 9, "[list] ");
  return text;
}

void search(const mail::Message& message, proof::Signature signature, const std::string& wanted) {
  signature.signed_digest = wanted;
  mend::Budget budget(limits::kUndoFloorBytes);
  const auto edits = mend::mend_header(message, signature, no_keys(), {}, budget);
  if (!edits) return;
  require(!edits->empty());
  const mend::Variant variant(message.bytes, *edits);
  require(variant.edits().size() == edits->size());
  const mail::Message restored = mail::parse(as_bytes(variant.bytes()));
  const auto rows = proof::verify_dkim(restored, no_keys());
  const bool found = std::any_of(rows.begin(), rows.end(), [&](const proof::Signature& row) { return digest_of(restored, row) == wanted; });
  require(found);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 16 * limits::kKiB) return 0;
  const std::string signed_text(reinterpret_cast<const char*>(data), size), shown = damaged(signed_text);
  const mail::Message before = mail::parse(as_bytes(signed_text)), now = mail::parse(as_bytes(shown));
  const auto made = proof::verify_dkim(before, no_keys()), found = proof::verify_dkim(now, no_keys());
  for (std::size_t i = 0; i < found.size() && i < made.size() && i < 2; ++i)
    if (found[i].algorithm == "rsa-sha256") search(now, found[i], digest_of(before, made[i]));
  return 0;
}
