// What tells a case from other files of SQLite, and what it keeps about itself.
#pragma once

#include <cstdint>
#include <string_view>

namespace winnow::store {

inline constexpr std::int64_t kApplicationId = 0x776E6F77;  // "wnow"
inline constexpr std::int64_t kSchemaVersion = 3;
// Notes whose names cannot be set from outside.
inline constexpr std::string_view kResumePoint = "case.resume", kFinished = "case.finished", kRevisited = "case.revisited";

}  // namespace winnow::store
