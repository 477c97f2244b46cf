// One key written as a JSON object: a line of a keys file or of the shipped archive (docs/formats/keys.md).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "proof/key.h"

namespace winnow::proof {

struct KeyRow {
  Key key;                        // class not decided yet
  std::uint64_t origins = 1;      // independent origins, as counted when the archive was made
  std::string burned_reason;      // why the key proves nothing, where the row says so
  std::string modulus;            // RSA modulus, big endian, for a burned key without a record
};

// Reads rows one after another; keeps one parser.
class KeyRowReader {
 public:
  KeyRowReader();
  ~KeyRowReader();
  // Puts the row into `row`. Returns "" or what is wrong: a catalogue id "key.<id>".
  std::string_view read(std::string_view line, KeyRow& row);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

// Seconds of the last instant that a date text names: "2016-10" is the end of that month. nullopt for no date.
std::optional<std::int64_t> end_of_date(std::string_view text);

}  // namespace winnow::proof
