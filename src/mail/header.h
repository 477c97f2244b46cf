// Header blocks: fields, folds, and lines that are no fields (RFC 5322 section 2.2).
#pragma once

#include <string_view>
#include <vector>

#include "mail/message.h"
#include "mail/notes.h"

namespace winnow::mail {

// Knows the boundaries that are open around a header: a delimiter line ends a header that lacks its empty line.
class DelimiterLines {
 public:
  virtual ~DelimiterLines() = default;
  // `line` begins with "--" and comes without its line end.
  virtual bool holds(std::string_view line) const = 0;
};

// Reads the header that begins at `begin`, appends its fields and returns its range, closing empty line included.
// `top`: the message's own header, where an mbox `From ` line may come first.
Range read_header(std::string_view text, std::size_t begin, char terminator, bool top, const DelimiterLines& delimiters,
                  std::vector<Field>& fields, Notes& notes);

// The first field of that name, compared without case.
const Field* find_field(const std::vector<Field>& fields, std::string_view name);

}  // namespace winnow::mail
