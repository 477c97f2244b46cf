// Files written into texts, with LF line ends.
#pragma once

#include <string>
#include <string_view>

namespace mailmaker {

std::string uuencoded(std::string_view name, std::string_view bytes);
std::string yencoded(std::string_view name, std::string_view bytes);

} // namespace mailmaker
