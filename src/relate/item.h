// Small readings of items and short ways to write findings about them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "relate/relate.h"

namespace winnow::relate {

// The value of a finding's parameter; "" and nullopt where it is missing.
std::string_view text_param(const record::Finding& finding, std::string_view name);
std::optional<std::int64_t> number_param(const record::Finding& finding, std::string_view name);

// The address that the item's author findings speak of, lower case: the shown From of a message, the sender that an
// attachment inherits. "" for everything else.
std::string author_address(const record::Item& item);
// The first bytes of its SHA-256: nobody can write a text whose digest is that of another one. 0 of an empty text.
std::uint64_t digest_of(std::string_view text);
// The first eight bytes of a digest, fewer of a shorter one.
std::uint64_t first_bytes(std::string_view digest);

// A subject without [tags], Re: and the like before it.
std::string_view untagged_subject(std::string_view subject);

// The part behind the last "@", "" without one.
std::string_view domain_of(std::string_view address);
std::string_view local_part_of(std::string_view address);

// The organizational domain of a lower-case A-label name, or the name itself where it has none.
std::string organizational_domain(std::string_view domain);

record::Finding make_finding(std::string_view check, std::string_view variant, record::Direction direction, record::Strength strength,
                             unsigned aspects, std::string_view group);
void add_text(record::Finding& finding, std::string_view name, std::string_view value);
void add_number(record::Finding& finding, std::string_view name, std::int64_t value);
void add_evidence(record::Finding& finding, std::string_view locator, std::string_view note);

}  // namespace winnow::relate
