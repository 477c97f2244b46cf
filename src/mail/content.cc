#include "mail/content.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/header.h"
#include "mail/parameter.h"

namespace winnow::mail {
namespace {

struct Label { std::string_view label; Encoding encoding; };
constexpr Label kEncodings[] = {
    {"7bit", Encoding::kIdentity},       {"8bit", Encoding::kIdentity},
    {"binary", Encoding::kIdentity},     {"", Encoding::kIdentity},
    {"base64", Encoding::kBase64},       {"quoted-printable", Encoding::kQuotedPrintable},
    {"x-uuencode", Encoding::kUuencode}, {"uuencode", Encoding::kUuencode},
    {"x-uue", Encoding::kUuencode},      {"uue", Encoding::kUuencode},
};

// The first word, without comments, quotes and what mailers put behind it.
std::string encoding_label(std::string_view value, Notes& notes) {
  std::string label = parse_parameterized(value, notes).value;
  std::erase(label, '"');
  return label.substr(0, label.find(' '));
}

void read_encoding(const Field* field, Part& part, Notes& notes) {
  if (field == nullptr) return;
  part.encoding_label = encoding_label(field->value, notes);
  part.encoding = Encoding::kUnknown;
  for (const Label& row : kEncodings)
    if (row.label == part.encoding_label) part.encoding = row.encoding;
  if (part.encoding == Encoding::kUnknown) notes.add("mime.unknown-encoding");
}

bool is_token(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t\r\n\"()<>@,;:\\/[]?=") == std::string_view::npos;
}

// RFC 2045 section 5.2: what cannot be read is text/plain.
void read_type(const std::string& written, Part& part, Notes& notes) {
  const std::size_t slash = written.find('/');
  if (slash != std::string::npos) {
    const std::string_view type = trim(std::string_view(written).substr(0, slash));
    std::string_view subtype = trim(std::string_view(written).substr(slash + 1));
    const std::string_view word = subtype.substr(0, subtype.find_first_of(" \t"));
    if (is_token(type) && is_token(word)) {
      if (word != subtype) notes.add("mime.odd-content-type");
      part.type = type;
      part.subtype = word;
      return;
    }
  }
  notes.add("mime.bad-content-type");
}

// A file name for reading: RFC 2231 values are UTF-8 already, others may hold encoded words, which RFC 2047 section 5 forbids
// inside quotes and half of the world writes there.
std::string readable_name(const ParameterizedValue& value, std::string_view parameter) {
  for (const Parameter& p : value.parameters)
    if (p.name == parameter) return p.extended ? p.value : decode_unstructured(p.value);
  return {};
}


}  // namespace

void read_content_fields(const std::vector<Field>& fields, std::string_view default_type, Part& part, Notes& notes) {
  const Field *content_type = nullptr, *encoding = nullptr, *disposition = nullptr, *id = nullptr;
  for (const Field& field : fields) {
    if (!istarts_with(field.name, "content-")) continue;
    const std::string_view rest = field.name.substr(8);
    const Field** place = iequals(rest, "type") ? &content_type
                          : iequals(rest, "transfer-encoding") ? &encoding
                          : iequals(rest, "disposition") ? &disposition
                          : iequals(rest, "id") ? &id : nullptr;
    if (place == nullptr) continue;
    if (*place == nullptr) *place = &field;
    else notes.add("mime.duplicate-content-field");
  }
  if (!default_type.empty() && content_type == nullptr) {
    part.type = default_type.substr(0, default_type.find('/'));
    part.subtype = default_type.substr(default_type.find('/') + 1);
  }
  if (content_type != nullptr) {
    const ParameterizedValue value = parse_parameterized(content_type->value, notes);
    read_type(value.value, part, notes);
    if (const std::string* charset = value.find("charset")) part.charset = lower(trim(*charset));
    if (part.type == "text" && !part.charset.empty() && !is_known_charset(part.charset)) notes.add("mime.unknown-charset");
    part.name = readable_name(value, "name");
    if (part.is_multipart()) {
      if (const std::string* boundary = value.find("boundary")) part.boundary = *boundary;
      while (!part.boundary.empty() && is_blank(part.boundary.back())) part.boundary.pop_back();
      if (part.boundary.empty()) notes.add("mime.missing-boundary");
    }
  }
  read_encoding(encoding, part, notes);
  if (part.is_multipart() && part.encoding != Encoding::kIdentity) notes.add("mime.encoded-multipart");
  if (disposition != nullptr) {
    const ParameterizedValue value = parse_parameterized(disposition->value, notes);
    part.disposition = value.value.substr(0, value.value.find(' '));
    std::string name = readable_name(value, "filename");
    if (!name.empty()) part.name = std::move(name);
  }
  if (id != nullptr) part.content_id = parse_message_id(id->value);
}

void note_header(const std::vector<Field>& fields, Notes& notes) {
  // Fields that RFC 5322 section 3.6 allows once.
  static constexpr std::array<std::string_view, 12> kOnce = {"date", "from", "sender", "reply-to", "to", "cc", "bcc",
                                                             "message-id", "in-reply-to", "references", "subject", "mime-version"};
  std::array<bool, kOnce.size()> seen{};
  for (const Field& field : fields) {
    for (std::size_t i = 0; i < kOnce.size(); ++i) {
      if (field.name.size() != kOnce[i].size() || !iequals(field.name, kOnce[i])) continue;
      if (seen[i]) notes.add("header.duplicate-field");
      seen[i] = true;
    }
    unsigned char any = 0;
    for (const char c : field.raw) any |= static_cast<unsigned char>(c);
    if (any >= 0x80) notes.add(is_utf8(field.raw) ? "header.raw-utf8" : "header.raw-8bit");
  }
}

}  // namespace winnow::mail
