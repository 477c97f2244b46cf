#include "proof/tag_list.h"

#include <algorithm>

#include "base/text.h"

namespace winnow::proof {
namespace {

constexpr bool is_white(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

// RFC 6376 section 3.2: tag-name = ALPHA *ALNUMPUNC.
bool is_tag_name(std::string_view name) {
  return !name.empty() && is_alpha(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return is_alpha(c) || is_digit(c) || c == '_'; });
}

// VALCHAR, white space, and the octets of UTF-8 (RFC 8616 section 4).
bool is_tag_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    const auto octet = static_cast<unsigned char>(c);
    return is_white(c) || (octet >= 0x21 && octet != 0x7f);
  });
}

}  // namespace

TagList TagList::read(std::string_view text) {
  TagList list;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t end = std::min(text.find(';', begin), text.size());
    const bool last = end == text.size();
    // One ';' may end the list; white space behind it is no tag.
    if (!last || !trim(text.substr(begin)).empty() || begin == 0) list.read_tag(text, begin, end);
    if (last) return list;
    begin = end + 1;
  }
}

void TagList::read_tag(std::string_view text, std::size_t begin, std::size_t end) {
  const std::string_view spec = text.substr(begin, end - begin);
  const std::size_t equals = spec.find('=');
  if (equals == std::string_view::npos) return blame(TagListFault::kSyntax);
  Tag tag;
  tag.name = trim(spec.substr(0, equals));
  tag.value = trim(spec.substr(equals + 1));
  tag.value_begin = begin + equals + 1;
  tag.value_end = end;
  if (!is_tag_name(tag.name) || !is_tag_value(tag.value)) blame(TagListFault::kSyntax);
  tags_.push_back(tag);
  // Names are few in honest lists; a list with thousands of tags is cut short as malformed.
  constexpr std::size_t kTagsCompared = 256;
  if (tags_.size() > kTagsCompared) {
    tags_.pop_back();
    return blame(TagListFault::kSyntax);
  }
  for (std::size_t i = 0; i + 1 < tags_.size(); ++i)
    if (tags_[i].name == tag.name) blame(TagListFault::kDuplicate);
}

const Tag* TagList::find(std::string_view name) const {
  const auto at = std::find_if(tags_.begin(), tags_.end(), [&](const Tag& tag) { return tag.name == name; });
  return at == tags_.end() ? nullptr : &*at;
}

std::optional<std::string_view> TagList::value(std::string_view name) const {
  const Tag* tag = find(name);
  return tag ? std::optional(tag->value) : std::nullopt;
}

std::string without_white_space(std::string_view value) {
  std::string out;
  out.reserve(value.size());
  std::copy_if(value.begin(), value.end(), std::back_inserter(out), [](char c) { return !is_white(c); });
  return out;
}

std::vector<std::string_view> split_colons(std::string_view value) {
  std::vector<std::string_view> out = split(value, ':');
  for (std::string_view& member : out) member = trim(member);
  return out;
}

std::optional<std::uint64_t> read_decimal(std::string_view value, std::size_t digits) {
  if (value.empty() || value.size() > digits) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : value) {
    if (!is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (number > (UINT64_MAX - digit) / 10) return std::nullopt;
    number = number * 10 + digit;
  }
  return number;
}

}  // namespace winnow::proof
