// --password-file: the passwords of encrypted archives.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "face/cli/invocation.h"

namespace winnow::face {

// One a line, empty lines left out; none without the option. nullopt: the file cannot be used, and that was said.
std::optional<std::vector<std::string>> read_passwords(const Invocation& invocation);

}  // namespace winnow::face
