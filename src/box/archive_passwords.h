// Passwords for encrypted archives.
#pragma once

#include <string>
#include <vector>

namespace winnow::box {

// Those of use_passwords().
const std::vector<std::string>& passwords();

}  // namespace winnow::box
