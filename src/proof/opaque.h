// What lies within an opaque signature: application/pkcs7-mime with signed data (RFC 8551 section 3.5.2).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mail/message.h"

namespace winnow::proof {

// By type and name alone: it may as well be encrypted, or none.
bool is_pkcs7_mime(const mail::Part& part);

// The content of CMS signed data as it was signed; nothing where it is detached, empty, holds certificates
// only, or is other data.
std::optional<std::string> signed_content(std::string_view cms);

// The MIME entity in a part, parsed as a message without a header of its own mail. Whoever signed it, its
// bytes are fixed by those of the part.
struct OpaqueEntity {
  std::shared_ptr<const std::string> content;
  mail::Message message;  // borrows from `content`
  std::optional<std::uint64_t>
      offset;  // of the content in the decoded part; nothing where it lies there in pieces
};
// `depth`: messages around it. Nothing where the part holds none.
std::optional<OpaqueEntity> open_opaque(const mail::Message& message, const mail::Part& part, int depth);

}  // namespace winnow::proof
