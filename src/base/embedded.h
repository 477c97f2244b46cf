// Files compiled into the program (cmake/winnow.cmake, winnow_embed).
#pragma once

#include <span>
#include <string_view>

namespace winnow {

struct EmbeddedFile {
  std::string_view name;       // relative to the project, such as "docs/checks/dkim.aligned.md"
  std::string_view content;
};

}  // namespace winnow
