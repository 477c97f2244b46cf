// Words by which the source of a key says that it came out of the signatures of the dump at hand (docs/checks/key.computed.md).
#pragma once

#include <string_view>

namespace winnow::record {

inline constexpr std::string_view kOfThisDump = "of this dump";
inline constexpr std::string_view kKnownAs = "; known as ";   // then the name under which it is published, and a blank

}  // namespace winnow::record
