// The scalars of a property list's dictionary, as Apple's programs write them: XML and binary.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"

namespace winnow::box {

// One entry of the outermost dictionary whose value is a number (reals are cut to whole ones, booleans are 0 and 1) or a text.
// Other values are passed over.
struct PlistEntry {
  std::string key;                                    // UTF-8
  std::variant<std::int64_t, std::string> value;      // texts: UTF-8
};

// Whether bytes, behind white space, begin like a property list of either form.
bool begins_plist(Bytes bytes);

// The entries in file order, at most limits::kPlistEntries, and texts cut at limits::kPlistTextBytes. Tolerant: what cannot
// be read ends the list. `complete`: the list was read to its end.
struct Plist {
  std::vector<PlistEntry> entries;
  bool complete = false;

  const std::int64_t* number(std::string_view key) const;   // null: there is none of that name
  const std::string* text(std::string_view key) const;
};
Plist read_plist(Bytes bytes);

}  // namespace winnow::box
