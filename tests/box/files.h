// Test inputs: whole files and the shared sets.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace winnow::box {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace winnow::box
