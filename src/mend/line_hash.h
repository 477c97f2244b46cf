// A body hash that grows line by line and can be asked at every line end: for searches among many bodies that begin alike.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/hash.h"
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
  // Octets hashed so far, for the budget.
  std::uint64_t hashed() const { return hashed_; }

 private:
  void add_line(std::string_view line);
  void take(std::string_view octets);
  void flush();

  proof::Canonicalization how_;
  std::uint64_t left_;                 // of l=
  std::uint64_t empty_lines_ = 0;      // not hashed yet: they do not count at the end
  std::uint64_t hashed_ = 0;
  bool any_ = false;                   // a line that is not empty
  std::string pending_;                // canonical octets on their way to the hash
  Hasher hasher_;
};

}  // namespace winnow::mend
