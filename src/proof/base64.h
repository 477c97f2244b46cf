// Base64 of signature values and keys (RFC 4648 section 4), white space between the digits ignored (RFC 6376 section 2.10).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace winnow::proof {

// The octets; nullopt when a character is neither a digit, white space nor closing padding, or when a lone digit is left.
// Missing padding is accepted: it changes no octet.
std::optional<std::string> decode_base64(std::string_view text);
std::string encode_base64(std::string_view octets);

}  // namespace winnow::proof
