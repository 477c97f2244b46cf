#include "face/ghosts.h"

#include <charconv>

#include "base/text.h"
#include "base/time.h"

namespace winnow::face {
namespace {

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  if (std::from_chars(text.data(), text.data() + text.size(), value).ec != std::errc()) return std::nullopt;
  return value;
}

}  // namespace

Ghosts ghosts_of(const store::Case& opened) {
  Ghosts ghosts;
  ghosts.count = number(opened.note("ghosts.count")).value_or(0);
  const std::string list = opened.note("ghosts.list");
  for (const std::string_view line : split(list, '\n')) {
    const std::vector<std::string_view> columns = split(line, '\t');
    if (columns.size() != 6) continue;
    ghosts.listed.push_back({std::string(columns[0]), number(columns[1]).value_or(0), number(columns[2]).value_or(0), std::string(columns[3]),
                             number(columns[4]), std::string(columns[5])});
  }
  return ghosts;
}

void write(JsonWriter& json, const Ghost& ghost) {
  json.begin_object();
  json.key("message_id").string(ghost.message_id);
  json.key("referred_by").number(ghost.referred_by);
  json.key("answered_by").number(ghost.answered_by);
  json.key("first").string(ghost.first);
  json.key("not_after").string_or_null(ghost.not_after ? iso_time(*ghost.not_after) : "");
  json.key("subject").string_or_null(ghost.subject);
  json.end_object();
}

}  // namespace winnow::face
