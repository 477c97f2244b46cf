// Tag lists: the "name=value; name=value" syntax of signature fields and key records (RFC 6376 section 3.2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::proof {

struct Tag {
  std::string_view name;
  std::string_view value;      // white space at both ends left out, folds inside kept
  std::size_t value_begin = 0; // everything between '=' and the next ';' (or the end), as offsets into the input
  std::size_t value_end = 0;
};

// What is wrong with a list as a whole. The tags that could be read are there all the same.
enum class TagListFault : std::uint8_t { kNone, kSyntax, kDuplicate };

// Views into the text that was read.
class TagList {
 public:
  static TagList read(std::string_view text);

  // The first tag of that name (names are compared with case).
  const Tag* find(std::string_view name) const;
  std::optional<std::string_view> value(std::string_view name) const;
  const std::vector<Tag>& tags() const { return tags_; }
  TagListFault fault() const { return fault_; }

 private:
  void read_tag(std::string_view text, std::size_t begin, std::size_t end);
  void blame(TagListFault fault) { if (fault_ == TagListFault::kNone) fault_ = fault; }

  std::vector<Tag> tags_;
  TagListFault fault_ = TagListFault::kNone;
};

// Without any white space or line end: the reading of values in which folds mean nothing (b=, bh=, p=).
std::string without_white_space(std::string_view value);
// The members of a colon-separated list (h=, q=, t=, s=), white space around each left out.
std::vector<std::string_view> split_colons(std::string_view value);
// A number of at most `digits` decimal digits and nothing else (t=, x=, l=); nullopt otherwise.
std::optional<std::uint64_t> read_decimal(std::string_view value, std::size_t digits);

}  // namespace winnow::proof
