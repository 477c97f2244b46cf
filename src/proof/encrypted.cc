#include "proof/encrypted.h"

#include "proof/cms_message.h"
#include "proof/signature.h"

namespace winnow::proof {
namespace {

constexpr std::size_t kHeadBytes = 64;   // of a CMS object, more than its type takes

}  // namespace

std::vector<EncryptedPart> find_encrypted(const mail::Message& message) {
  std::vector<EncryptedPart> out;
  for (const EntityFound& found : find_entities(message)) {
    if (found.kind != EntityKind::kSmimeOpaque) continue;
    const std::string head = mail::decode_body(message, message.parts[static_cast<std::size_t>(found.part)], kHeadBytes);
    if (cms_kind(head) == CmsKind::kEncrypted) out.push_back({kSmime, found.part});
  }
  return out;
}

}  // namespace winnow::proof
