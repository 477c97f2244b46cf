#include "proof/opaque.h"

#include <openssl/obj_mac.h>

#include <cstring>

#include "base/limits.h"
#include "base/text.h"
#include "proof/cms_message.h"
#include "proof/openssl_owned.h"

namespace winnow::proof {
namespace {

bool ends_with_p7m(std::string_view name) {
  return name.size() > 4 && iequals(name.substr(name.size() - 4), ".p7m");
}

}  // namespace

// RFC 8551 section 3.9: old agents send it as plain data with a telling name.
bool is_pkcs7_mime(const mail::Part& part) {
  if (part.type != "application") return false;
  return part.subtype == "pkcs7-mime" || part.subtype == "x-pkcs7-mime" ||
         (part.subtype == "octet-stream" && ends_with_p7m(part.name));
}

std::optional<std::string> signed_content(std::string_view cms) {
  if (cms_kind(cms) != CmsKind::kSigned) return std::nullopt;
  const ErrorsCleared errors;
  const auto* at = reinterpret_cast<const unsigned char*>(cms.data());
  const OwnedCms read(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(cms.size())));
  if (!read || OBJ_obj2nid(CMS_get0_type(read.get())) != NID_pkcs7_signed) return std::nullopt;
  ASN1_OCTET_STRING** const inside = CMS_get0_content(read.get());
  if (inside == nullptr || *inside == nullptr) return std::nullopt;
  const int size = ASN1_STRING_length(*inside);
  if (size <= 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(ASN1_STRING_get0_data(*inside)),
                     static_cast<std::size_t>(size));
}

std::optional<OpaqueEntity> open_opaque(const mail::Message& message, const mail::Part& part, int depth) {
  const std::string cms = mail::decode_body(message, part, limits::kMessageBytes);
  auto content = signed_content(cms);
  if (!content) return std::nullopt;
  OpaqueEntity entity;
  entity.content = std::make_shared<const std::string>(std::move(*content));
  entity.message = mail::parse(as_bytes(*entity.content), depth);
  const void* const at = ::memmem(cms.data(), cms.size(), entity.content->data(), entity.content->size());
  if (at != nullptr) entity.offset = static_cast<std::uint64_t>(static_cast<const char*>(at) - cms.data());
  return entity;
}

}  // namespace winnow::proof
