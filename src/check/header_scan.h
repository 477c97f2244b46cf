// A second, lenient reading of a header block: how other programs might split the same bytes into fields.
#pragma once

#include <array>
#include <string_view>

#include "mail/message.h"

namespace winnow::check {

// The fields that a reader sees or that decide what he sees.
inline constexpr std::array<std::string_view, 9> kShownFields = {
    "from", "subject", "date", "to", "cc", "mime-version", "content-type", "content-transfer-encoding", "content-disposition"};

struct HeaderScan {
  // How often each of kShownFields occurs for a program that ends lines at a bare CR, a vertical tab or a form feed as well,
  // ignores control characters and blanks around names, and takes a first line that begins with a blank for a field.
  std::array<int, kShownFields.size()> count{};
  // A line of blanks within the header, a line that is no field, or no empty line behind the last field: programs differ in
  // where the body begins, and with it in which fields there are.
  bool body_may_begin_elsewhere = false;
};

HeaderScan scan_header(const mail::Message& message);

}  // namespace winnow::check
