// Where two mail programs that both follow a standard read different things out of bytes that one hash covers.
#pragma once

#include <string_view>

#include "mail/message.h"

namespace winnow::check {

// Parameters that occur twice, in plain and in RFC 2231 form, or with a broken quote.
bool reads_in_two_ways(std::string_view content_type);

// A strict and a lenient program find different parts: two fields of one kind in the header of a part, blanks behind a delimiter, a line of blanks in the header of a part (a
// fold to the one, its end to the other), line ends of two kinds in a multipart body. `relaxed`: anyone may put such blanks
// there after signing (RFC 6376 section 3.4.4), so that a boundary with blanks is fixed by nothing.
bool has_two_structures(const mail::Message& message, bool relaxed);

// A part whose data lies in runs of blanks, which relaxed canonicalization does not keep: uuencode, by its transfer encoding or
// within a text, where mail programs look for it as well.
bool data_lies_in_blanks(const mail::Message& message);

// Blanks that anyone may have added under relaxed canonicalization, so many in a row that they push the words behind them out
// of a reader's sight. Folds count as blanks.
bool has_wide_gap(std::string_view text);

// Blanks that anyone may have added to a text change what is read: a wide gap within a line, or blanks behind the "=" of a
// soft line end (RFC 2045 section 6.7), which some decoders take for text.
bool blanks_change_the_reading(const mail::Message& message);

// A flowed text with delsp=yes (RFC 3676 section 4.1) in which a single blank at a line's end joins two words or numbers; signs
// of scripts that write no blanks between words are joined by nobody.
bool glues_lines(const mail::Message& message);

}  // namespace winnow::check
