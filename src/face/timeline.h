// Every time that a message carries, on one line (docs/clocks.md): for the JSONL and for `winnow show`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "face/sentences.h"
#include "record/record.pb.h"

namespace winnow::face {

struct Instant {
  std::string source;               // "date", "received", "dkim.t", ..., or the name of a page in docs/clocks/
  std::int64_t micros = 0;          // as in record::Clock
  std::int64_t precision = 0;       // microseconds
  bool is_local = false;
  std::string_view set_by;          // "author", "hop", "thread", "signer"
  std::uint32_t hop = 0;            // number of the Received field, from 1 at the top; 0: none
  bool is_signed = false;           // a signature that holds covers it
  std::optional<record::ByteRange> range;
  std::int64_t order = 0;           // micros; of a local clock in the zone of the message's Date
};

// By time, the earliest first; expiries (x=) last.
std::vector<Instant> timeline(const record::Item& item);

// "2017-04-11T09:12:44Z", with as many decimals of a second as the precision has; a local clock names no zone.
std::string instant_time(const Instant& instant);

// The line drawn `width` columns wide, a letter for each instant ("*" where several fall on one column), and behind it a line
// of words for each. Empty where there are fewer than two times to compare.
struct Drawing {
  std::string axis;
  std::vector<std::string> lines;
};
Drawing draw(const std::vector<Instant>& instants, const Sentences& say, std::size_t width);

}  // namespace winnow::face
