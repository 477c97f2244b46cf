// Parts and their content fields, for the steps that write them anew.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"
#include "mend/edit.h"

namespace winnow::mend {

// The parts of the message's own body that hold data, in order: no multiparts, nothing of embedded messages.
std::vector<const mail::Part*> leaf_parts(const mail::Message& message);
inline bool is_text(const mail::Part& part) { return part.type == "text"; }

std::string_view text_of(const mail::Message& message, const Range& range);
std::string_view line_end_of(const mail::Message& message);

// The first field of that name in the part's header (the message's for its top part).
const mail::Field* content_field(const mail::Message& message, const mail::Part& part, std::string_view name);
// The edit by which that field gets another value, blanks in front of it kept, or appears at the end of the header, or
// is gone.
std::optional<Edit> set_field(const mail::Message& message, const mail::Part& part, std::string_view step,
                              std::string_view name, const std::optional<std::string>& value);

// The body of the part written anew; bytes that stay at its beginning and end are left out of the edit. Nothing where
// nothing changes.
std::optional<Edit> set_body(const mail::Message& message, const mail::Part& part, std::string_view step, std::string_view body);

// What stands from `from` on came later, where there is anything (docs/mend/tail.added.md).
void add_tail(std::uint64_t from, std::uint64_t end, std::vector<Edit>& edits);

// Edits in ascending order, as a proposal; nothing where there are none.
void add_proposal(std::vector<Edit> edits, std::vector<std::vector<Edit>>& out);

}  // namespace winnow::mend
