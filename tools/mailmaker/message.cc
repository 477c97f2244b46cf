#include "mailmaker/message.h"

#include <algorithm>

namespace mailmaker {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

} // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

void Message::add(std::string_view name, std::string_view value) {
  fields.push_back({std::string(name), " " + std::string(value)});
}

void Message::prepend(std::string_view name, std::string_view value) {
  fields.insert(fields.begin(), {std::string(name), " " + std::string(value)});
}

Field *Message::find(std::string_view name) {
  const auto at =
      std::find_if(fields.begin(), fields.end(), [&](const Field &f) { return same_name(f.name, name); });
  return at == fields.end() ? nullptr : &*at;
}

const Field *Message::find(std::string_view name) const { return const_cast<Message *>(this)->find(name); }

void Message::remove(std::string_view name) {
  std::erase_if(fields, [&](const Field &f) { return same_name(f.name, name); });
}

void Message::append_text(std::string &out) const {
  for (const Field &field : fields) {
    out += field.name;
    out += ':';
    out += field.value;
    out += '\n';
  }
  out += '\n';
  out += body;
}

std::string Message::text() const {
  std::string out;
  out.reserve(body.size() + 4096);
  append_text(out);
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (const char c : text) {
    if (c == '\n')
      out += '\r';
    out += c;
  }
  return out;
}

} // namespace mailmaker
