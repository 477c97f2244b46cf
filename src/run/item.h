// From what the parsers and verifiers say to the record that travels.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "mail/message.h"
#include "mail/tnef.h"
#include "proof/signature.h"
#include "record/record.pb.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// At most `limit` bytes of UTF-8, never cut inside a character.
std::string_view cut_text(std::string_view utf8, std::size_t limit);

// Text as a record keeps it: valid UTF-8, at most limits::kFieldTextBytes.
std::string to_text(std::string_view text);

// What the header says of itself: addresses, subject, date, Message-ID; and the parser's notes.
void fill_header(const mail::Message& message, record::Item& item);

// What an embedded TNEF message says of itself: author, subject, date, Message-ID.
void fill_tnef_header(const mail::Tnef& tnef, record::Item& item);

// A message too large to be parsed (limits::kMessageBytes): its header from its first bytes, a note that says so, and a
// loss, as nobody looked for attachments in it.
void fill_huge_message(Bytes head, std::string sha256, std::uint64_t size, ItemGroup& group);
// A file too large to look for the message that is wrapped in it: a document, and the same loss.
void fill_huge_wrapped(std::string sha256, std::uint64_t size, std::string_view media_type, ItemGroup& group);

// `now`: a signature that had expired by then says so.
void fill_signature(const mail::Message& message, const proof::Signature& signature, std::optional<std::int64_t> now,
                    record::Signature& out);

// Adds a note once.
void add_note(record::Item& item, std::string_view note);

}  // namespace winnow::run
