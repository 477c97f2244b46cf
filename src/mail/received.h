// Received (RFC 5321 section 4.4, RFC 5322 section 3.6.7): what one system writes on top of a message that it takes in.
// Each system writes its own field; whoever had the message before may have invented all that stand below it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace winnow::mail {

// Views into the value given to parse_received(); empty where the field does not say it.
struct Received {
  std::string_view from;        // the name by which the sending system called itself
  std::string_view address;     // IP address from which it was seen to send, without brackets and "IPv6:"
  std::string_view by;          // who wrote the field
  std::string_view protocol;    // behind "with": "ESMTPS"
  std::string_view recipient;   // behind "for", without angle brackets: the address in the envelope
  std::optional<std::int64_t> unix_seconds;   // when, by the writer's clock
};

// Reads the value of the field; never fails, and skips what follows no rule (qmail, Exchange and others write their own).
Received parse_received(std::string_view value);

}  // namespace winnow::mail
