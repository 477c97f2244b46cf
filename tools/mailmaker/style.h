// How each family of mail programs writes: header order, Message-ID, boundary, what its server signs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "mailmaker/world.h"

namespace mailmaker {

struct StyleTraits {
  std::span<const std::string_view> order;         // header fields, top to bottom
  std::span<const std::string_view> signed_fields; // h=; only those that are present
  std::string_view mailer_field, mailer;
  bool always_multipart;                           // its server leaves Content-Type or -Encoding unsigned
  bool html;                                       // writes HTML beside plain text
  bool multipart_notice;                           // text before the first delimiter
  bool one_line_signature;
  std::string_view text_encoding;                  // for text that is not ASCII
  std::string_view fold;
};

const StyleTraits &traits(Style style);
std::string make_message_id(Random &random, Style style, std::string_view domain, std::int64_t date);
std::string make_boundary(Random &random, Style style, int depth);

} // namespace mailmaker
