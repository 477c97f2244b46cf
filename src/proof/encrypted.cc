#include "proof/encrypted.h"

#include <algorithm>

#include "proof/cms_message.h"
#include "proof/signature.h"

namespace winnow::proof {
namespace {

constexpr std::size_t kHeadBytes = 64;   // of a CMS object, more than its type takes

}  // namespace

std::vector<EncryptedPart> find_encrypted(const mail::Message& message, const std::vector<int>& texts) {
  std::vector<EncryptedPart> out;
  const auto is_multipart_encrypted = [](const mail::Part& part) { return part.is_multipart() && part.subtype == "encrypted"; };
  if (std::any_of(message.parts.begin(), message.parts.end(), is_multipart_encrypted)) {
    const std::vector<bool> inside = inside_messages(message);
    for (std::size_t i = 0; i < message.parts.size(); ++i)     // RFC 3156 section 4
      if (!inside[i] && is_multipart_encrypted(message.parts[i])) out.push_back({kOpenPgp, static_cast<int>(i)});
  }
  for (const int part : texts) out.push_back({kOpenPgp, part});
  for (const EntityFound& found : find_entities(message)) {
    if (found.kind != EntityKind::kSmimeOpaque) continue;
    const std::string head = mail::decode_body(message, message.parts[static_cast<std::size_t>(found.part)], kHeadBytes);
    if (cms_kind(head) == CmsKind::kEncrypted) out.push_back({kSmime, found.part});
  }
  std::stable_sort(out.begin(), out.end(), [](const EncryptedPart& a, const EncryptedPart& b) { return a.part < b.part; });
  return out;
}

}  // namespace winnow::proof
