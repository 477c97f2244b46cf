// Keys that were asked of the DNS for a case and are kept in it (docs/dns.md).
#pragma once

#include <string>
#include <string_view>

namespace winnow::run {

// Note of the case: the answers, one a line, in the order of names. A line with a "record" is also one of a keys file.
inline constexpr std::string_view kAnswersNote = "dns.answers";
// Note of the case: which keys the examination in it was made with.
inline constexpr std::string_view kUsedNote = "dns.used";

// The lines that are keys, as the text of a keys file.
std::string asked_keys(std::string_view answers);
// What kUsedNote says of them: "" for none.
std::string mark_of(const std::string& keys);

}  // namespace winnow::run
