// The outside of a CMS object (RFC 5652 section 3), read without decoding what is in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winnow::proof {

enum class CmsKind : std::uint8_t { kNone, kSigned, kEncrypted, kCompressed, kOther };

// By the content type of the ContentInfo at the front of `der` (BER is read as well); kNone: it is none.
CmsKind cms_kind(std::string_view der);

// Secure header fields (RFC 7508 section 3): the value of the signed attribute, names in lower case. Empty where it does not
// follow the standard.
std::vector<std::pair<std::string, std::string>> read_secure_headers(std::string_view der);

}  // namespace winnow::proof
