// The times that a message carries without saying so: in ids, boundaries and fields that programs make from their clock. One
// file a decoder, one row in all.cc, one page docs/clocks/<name>.md with its layout, source and how often it was right.
// A clock is a statement of whoever wrote the bytes: it proves nothing, and a forger who knows it can set it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "mail/message.h"

namespace winnow::clocks {

// A moment as a clock shows it. It lies in [micros, micros + precision).
struct Moment {
  std::int64_t micros = 0;      // microseconds since 1970-01-01T00:00:00Z; of a local clock as if its zone were UTC
  std::int64_t precision = 0;   // microseconds
  bool is_local = false;        // the clock of the wall, in a zone that the value does not name
};

// Where a decoder finds its text.
enum class Place : std::uint8_t {
  kMessageId,    // Message-ID, without angle brackets
  kBoundary,     // the boundary parameter of a multipart
  kContentId,    // Content-ID of a part, without angle brackets
  kThreadIndex,  // the value of Thread-Index
  kReceivedId,   // behind "id" in a Received field
  kField,        // the value of the field that the decoder names
};

// Whose clock it was, as far as the place tells.
enum class Setter : std::uint8_t {
  kAuthor,       // the program that made the message, or the first system that took it
  kHop,          // a system on its way: the one that wrote the Received field
  kThread,       // programs that made earlier messages of the thread
};

using Decode = void (*)(std::string_view text, std::vector<Moment>& out);

struct Decoder {
  std::string_view name;        // docs/clocks/<name>.md
  Place place;
  Setter setter;
  std::string_view field;       // kField: the name of the field
  Decode decode;                // appends nothing where the text is not of its form
};

// In each place the first decoder whose form fits is the one: the more particular form stands first.
std::span<const Decoder> decoders();

struct Reading {
  const Decoder* decoder = nullptr;
  Moment moment;
  Range range;                  // of the field that holds it, in the message
  int field = -1;               // index in Message::fields; -1: a field of a part
  int hop = -1;                 // kReceivedId: index of the Received field among those, from the top
};

// Every clock of the message in the order of decoders within a field, fields from the top, then parts; at most limits::kClocks.
std::vector<Reading> read(const mail::Message& message);

// What one text says, by the first decoder of that place (and field name) that fits; for ids of messages that are not there.
std::vector<Moment> read_text(Place place, std::string_view text, std::string_view field = {});

// "author", "hop", "thread".
std::string_view name(Setter setter);

}  // namespace winnow::clocks
