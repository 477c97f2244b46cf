// Messages that the dump does not hold and that others in it refer to (docs/checks/thread.ghost.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "case/case.h"

namespace winnow::face {

struct Ghost {
  std::string message_id;
  std::int64_t referred_by = 0, answered_by = 0;   // messages
  std::string first;                               // locator of the first of them
  std::optional<std::int64_t> not_after;           // the earliest Date of those
  std::string subject;                             // under which it was answered
};
struct Ghosts {
  std::int64_t count = 0;                          // of all
  std::vector<Ghost> listed;                       // those that most refer to first, at most limits::kGhostsListed
};

Ghosts ghosts_of(const store::Case& opened);
void write(JsonWriter& json, const Ghost& ghost);

}  // namespace winnow::face
