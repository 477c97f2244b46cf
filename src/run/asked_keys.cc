#include "run/asked_keys.h"

#include "base/hash.h"
#include "base/text.h"

namespace winnow::run {

std::string asked_keys(std::string_view answers) {
  std::string keys;
  for (const std::string_view line : split(answers, '\n'))
    if (line.find("\"record\":") != std::string_view::npos) keys.append(line).push_back('\n');
  return keys;
}

std::string mark_of(const std::string& keys) { return keys.empty() ? std::string() : to_hex(sha256(as_bytes(keys))); }

}  // namespace winnow::run
