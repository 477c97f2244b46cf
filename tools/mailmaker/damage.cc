#include "mailmaker/damage.h"

#include <algorithm>

#include "mailmaker/encode.h"

namespace mailmaker {
namespace {

bool multipart(const Message &message) {
  const Field *type = message.find("Content-Type");
  return type != nullptr && type->value.find("multipart/") != std::string::npos;
}

std::string boundary_of(const Message &message) {
  const std::string &value = message.find("Content-Type")->value;
  const auto begin = value.find("boundary=\"") + 10;
  return value.substr(begin, value.find('"', begin) - begin);
}

void add_list_fields(Message &message, const std::string &list) {
  message.prepend("List-Id", "<" + list + ".listes.example>");
  message.prepend("Precedence", "list");
  message.prepend("Sender", list + "-bounces@listes.example");
}

// As list managers do it: a part of its own behind a multipart, lines behind plain text.
void list_footer(Message &message, Random &random) {
  const std::string list = "benevoles-" + random.digits(2);
  const std::string footer = "_______________________________________________\n" + list +
                             " mailing list\n" + list + "@listes.example\nhttps://listes.example/info/" + list + "\n";
  add_list_fields(message, list);
  if (!multipart(message)) {
    const Field *encoding = message.find("Content-Transfer-Encoding");
    if (encoding != nullptr && encoding->value == " base64")
      append_base64_lines(message.body, footer);
    else
      message.body += footer;
    return;
  }
  const std::string boundary = boundary_of(message);
  const auto end = message.body.rfind("\n--" + boundary + "--");
  message.body.insert(end, "\n--" + boundary +
                               "\nContent-Type: text/plain; charset=\"us-ascii\"\nMIME-Version: 1.0\n"
                               "Content-Transfer-Encoding: 7bit\nContent-Disposition: inline\n\n" +
                               footer);
}

bool reencode(Message &message) {
  Field *encoding = message.find("Content-Transfer-Encoding");
  if (multipart(message) || encoding == nullptr || encoding->value != " 8bit")
    return false;
  message.body = quoted_printable(message.body);
  encoding->value = " quoted-printable";
  message.prepend("X-MIME-Autoconverted", "from 8bit to quoted-printable by relay.listes.example");
  return true;
}

// An mbox writer that quotes and a reader that does not unquote.
bool quote_from(Message &message) {
  const std::size_t before = message.body.size();
  for (auto at = message.body.find("\nFrom "); at != std::string::npos; at = message.body.find("\nFrom ", at + 7))
    message.body.insert(at + 1, ">");
  return message.body.size() != before;
}

bool redact(Message &message) {
  Field *to = message.find("To");
  if (to == nullptr)
    return false;
  to->value = " undisclosed@redacted.example";
  for (Field &field : message.fields)
    if (same_name(field.name, "Delivered-To"))
      field.value = " undisclosed@redacted.example";
  for (auto at = message.body.find("Valmont"); at != std::string::npos; at = message.body.find("Valmont", at + 7))
    message.body.replace(at, 7, "xxxxxxx");
  return true;
}

bool covered(const Message &message, std::string_view name) {
  return std::any_of(message.fields.begin(), message.fields.end(), [&](const Field &field) {
    if (!same_name(field.name, "DKIM-Signature"))
      return false;
    std::string value = field.value;
    std::transform(value.begin(), value.end(), value.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const auto h = value.find("h=");
    return value.substr(h, value.find(';', h) - h).find(name) != std::string::npos;
  });
}

} // namespace

std::string_view name_of(Damage damage) {
  switch (damage) {
  case Damage::kSubjectTag: return "subject-tag";
  case Damage::kReencoded: return "re-encoded";
  case Damage::kFromQuoted: return "from-quoted";
  case Damage::kRedacted: return "redacted";
  default: return "list-footer";
  }
}

Damage apply_damage(Message &message, Damage damage, Random &random) {
  switch (damage) {
  case Damage::kSubjectTag:
    add_list_fields(message, "comite");
    if (Field *subject = message.find("Subject"))
      subject->value = " [Comite]" + subject->value;
    return damage;
  case Damage::kReencoded:
    if (reencode(message))
      return damage;
    break;
  case Damage::kFromQuoted:
    if (quote_from(message))
      return damage;
    break;
  case Damage::kRedacted:
    if (covered(message, "to") && redact(message))
      return damage;
    break;
  default: break;
  }
  list_footer(message, random);
  return Damage::kListFooter;
}

} // namespace mailmaker
