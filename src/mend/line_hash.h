// A body hash that grows line by line and can be asked at every line end: for searches among many bodies that begin alike.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "base/undo_limits.h"
#include "mend/mend.h"

namespace winnow::mend {

// Canonical form as proof::hash_canonical_body gives it, with bare line feeds taken for line ends. Copies go on separately.
class LineHash {
 public:
  explicit LineHash(const BodyQuestion& question)
      : how_(question.how), left_(question.limit.value_or(UINT64_MAX)), hasher_(question.hash) {}

  // Adds whole lines: `text` ends with a line end, or is the end of the body.
  void add(std::string_view text);
  // The digest of the body if it ended here.
  std::string digest();
  // Adds `rest`, from its last `lines` on line by line, until the digest fits: where, as an offset in `rest`. Nothing where it
  // never does. A footer behind the body is found so, whatever else is being tried.
  std::optional<std::size_t> find_end(std::string_view rest, std::string_view digest, std::size_t lines = limits::kEndLines);

 private:
  void add_many(std::string_view lines);
  void add_line(std::string_view line);
  void take(std::string_view octets);
  void flush();

  proof::Canonicalization how_;
  std::uint64_t left_;                 // of l=
  std::uint64_t empty_lines_ = 0;      // not hashed yet: they do not count at the end
  bool any_ = false;                   // a line that is not empty
  std::string pending_;                // canonical octets on their way to the hash
  Hasher hasher_;
};

// What finding the end costs a budget: the lines, and about a block for each time that the hash is asked.
std::uint64_t cost_of_end(std::string_view rest, std::size_t lines = limits::kEndLines);

}  // namespace winnow::mend
