// A message under construction: header fields in order and a body, both with LF line ends. What signs or sends it puts
// the CRLF of RFC 5322 in their place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mailmaker {

// `value` begins behind the colon and keeps its folds ("\n " or "\n\t"); it has no final line end.
struct Field {
  std::string name, value;
};

struct Message {
  std::vector<Field> fields;
  std::string body;

  void add(std::string_view name, std::string_view value);
  void prepend(std::string_view name, std::string_view value);
  // The topmost field of that name (ASCII case ignored); nullptr if there is none.
  Field *find(std::string_view name);
  const Field *find(std::string_view name) const;
  void remove(std::string_view name);
  // Header, empty line and body, as the file holds them.
  std::string text() const;
  void append_text(std::string &out) const;
};

bool same_name(std::string_view a, std::string_view b);
// LF to CRLF.
std::string with_crlf(std::string_view text);

} // namespace mailmaker
