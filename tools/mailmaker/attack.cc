#include "mailmaker/attack.h"

#include <algorithm>

#include "mailmaker/encode.h"

namespace mailmaker {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The first field that the sender wrote: what forgers add goes there, below the trace fields.
std::vector<Field>::iterator first_own(Message &message) {
  return std::find_if(message.fields.begin(), message.fields.end(), [](const Field &field) {
    return same_name(field.name, "From") || same_name(field.name, "Subject") || same_name(field.name, "MIME-Version") ||
           same_name(field.name, "To") || same_name(field.name, "Date") || same_name(field.name, "Content-Type");
  });
}

} // namespace

void add_second_subject(Message &message, std::string_view shown) {
  message.fields.insert(first_own(message), {"Subject", " " + header_words(shown, WordEncoding::kBase64)});
}

bool change_amounts(Message &message) {
  bool changed = false;
  std::string &body = message.body;
  for (auto at = body.find(" euros"); at != std::string::npos; at = body.find(" euros", at + 1)) {
    if (at == 0 || !is_digit(body[at - 1]))
      continue;
    body[at - 1] = body[at - 1] == '7' ? '3' : '7';
    auto first = at - 1;
    while (first > 0 && is_digit(body[first - 1]))
      --first;
    body[first] = body[first] == '9' ? '1' : '9';
    changed = true;
  }
  return changed;
}

bool swap_attachment(Composed &mail, Random &random) {
  if (mail.attachments.empty())
    return false;
  const Attachment &old = *mail.attachments[0];
  std::string bytes = old.file.bytes;
  for (int i = 0; i < 40; ++i)
    bytes[bytes.size() / 2 + static_cast<std::size_t>(random.below(bytes.size() / 4))] ^= 1;
  const auto changed = as_attachment({old.file.name, old.file.media_type, bytes});
  const auto at = mail.message.body.find(old.base64_lines);
  if (at == std::string::npos)
    return false;
  mail.message.body.replace(at, old.base64_lines.size(), changed->base64_lines);
  mail.attachments[0] = changed;
  return true;
}

void add_recipient(Message &message, std::string_view address) {
  if (Field *to = message.find("To"))
    to->value += ",\n " + std::string(address);
}

void add_unsigned_cc(Message &message, std::string_view address) {
  message.fields.insert(first_own(message), {"Cc", " " + std::string(address)});
}

void change_date(Message &message, std::int64_t date) {
  if (Field *field = message.find("Date"))
    field->value = " " + rfc5322_date(date, 120);
}

void flatten_type(Message &message) {
  if (Field *type = message.find("Content-Type"))
    type->value = " text/plain; charset=\"utf-8\"";
}

void copy_signatures(const Message &from, Message &to) {
  const auto at = first_own(to);
  std::vector<Field> copied;
  for (const Field &field : from.fields)
    if (same_name(field.name, "DKIM-Signature"))
      copied.push_back(field);
  to.fields.insert(at, copied.begin(), copied.end());
}

void set_from(Message &message, std::string_view display, std::string_view address) {
  if (Field *from = message.find("From"))
    from->value = " \"" + std::string(display) + "\" <" + std::string(address) + ">";
}

} // namespace mailmaker
