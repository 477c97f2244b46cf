// Which fields of a message a list of names signs (RFC 6376 section 5.4.2).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mail/message.h"

namespace winnow::proof {

// Finds the fields of one message by name. Made once a message, which must outlive it.
class FieldIndex {
 public:
  explicit FieldIndex(const mail::Message& message);

  // For each name of `names` (lower case) the field it signs, from the bottom up and each at most once; -1 where no
  // further one of that name exists, so that its absence is signed. `own` is the signature field, which never signs itself.
  std::vector<int> select(const std::vector<std::string>& names, int own) const;

 private:
  struct Entry {
    std::uint64_t hash;      // of the lower-case name, compared first
    std::string_view name;
    int field;
  };
  static bool less(const Entry& a, const Entry& b);
  std::span<const Entry> group_of(std::string_view name) const;
  std::vector<Entry> entries_;   // by name, then from the top
};

}  // namespace winnow::proof
