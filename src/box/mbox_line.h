// What a separator line of an mbox looks like, and the fast search for candidates.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "base/bytes.h"

namespace winnow::box {

// How much a `From ` line says: nothing that a mail program writes, an address alone, or an envelope with a date.
enum class FromLine { kNone, kAddress, kDated };

// `line`: without its line end, beginning with "From ". Lines by which git marks patches are kNone.
FromLine classify_from_line(std::string_view line);

// Whether `line` begins like a header field: RFC 5322 ftext, then a colon that does not begin "://".
bool looks_like_field(std::string_view line);
// Whether it is one of the fields with which messages usually begin.
bool begins_with_usual_field(std::string_view line);

// The first position at or behind `from` that follows a line feed and holds "From ".
std::optional<std::size_t> find_from_line(Bytes bytes, std::size_t from);

// The line that begins at `at`, without LF or CRLF; `next` becomes the position behind its line end, `complete` says
// whether it had one within `longest` bytes.
struct Line { std::string_view text; std::size_t next = 0; bool complete = false; };
Line line_at(std::string_view bytes, std::size_t at, std::size_t longest);

}  // namespace winnow::box
