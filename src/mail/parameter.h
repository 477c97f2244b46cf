// Values with parameters: Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2183, RFC 2231).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mail/notes.h"

namespace winnow::mail {

struct Parameter {
  std::string name;      // lower case, without the marks of RFC 2231
  std::string value;     // continuations joined; percent-encoded values in a charset as UTF-8, all others untouched
  bool extended = false; // carried a charset (RFC 2231 section 4)
};

struct ParameterizedValue {
  std::string value;                  // what stands before the first ';', lower case, comments left out
  std::vector<Parameter> parameters;  // in order of first appearance; the first of a name wins
  // nullptr when it is missing.
  const std::string* find(std::string_view name) const;
};

ParameterizedValue parse_parameterized(std::string_view value, Notes& notes);

}  // namespace winnow::mail
