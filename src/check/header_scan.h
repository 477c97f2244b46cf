// A second, lenient reading of a header block: how other programs might split the same bytes into fields.
#pragma once

#include <array>
#include <string_view>

#include "mail/message.h"

namespace winnow::check {

// The fields that a reader sees or that decide what he sees.
inline constexpr std::array<std::string_view, 8> kShownFields = {
    "from", "subject", "date", "to", "cc", "mime-version", "content-type", "content-transfer-encoding"};

struct HeaderScan {
  // How often each of kShownFields occurs for a program that ends lines at a bare CR as well, ignores control characters and
  // blanks around names, and takes a first line that begins with a blank for a field.
  std::array<int, kShownFields.size()> count{};
  // A line of blanks within the header, or a line that is no field: some programs begin the body there.
  bool body_may_begin_early = false;
};

HeaderScan scan_header(const mail::Message& message);

}  // namespace winnow::check
