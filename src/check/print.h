// A print of what is read in a message, by which copies and quotes of it are found (record/witness.proto).
#pragma once

#include <cstdint>
#include <span>

#include "check/texts.h"
#include "record/record.pb.h"
#include "record/witness.pb.h"

namespace winnow::check {

// Of the plain texts, else of the HTML ones.
record::Print print_of(const mail::Message& message, const mail::Roles& roles, const Texts& texts);
// Of these words; `dividers` ascending, of which the last three are kept.
record::Print print_of(std::span<const Word> words, std::span<const std::uint32_t> dividers);

// Sets item.print unless it is set.
void fill_print(const mail::Message& message, const mail::Roles& roles, const Texts& texts, record::Item& item);

}  // namespace winnow::check
