// Vectors and mail that lie beside the project (tests/CMakeLists.txt).
#pragma once

#include <simdjson.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

namespace winnow::proof {

inline std::filesystem::path shared(const std::string& path) { return std::filesystem::path(WINNOW_SHARED) / path; }

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

// Calls `take` for each object of a JSON-lines text.
inline void each_json_line(const std::string& text, const std::function<void(simdjson::dom::object)>& take) {
  simdjson::dom::parser parser;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    simdjson::dom::object object;
    if (!line.empty() && parser.parse(line).get(object) == simdjson::SUCCESS) take(object);
  }
}

inline std::string text_of(simdjson::dom::object object, std::string_view name) {
  std::string_view value;
  return object[name].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

}  // namespace winnow::proof

#define WINNOW_NEEDS_SHARED(path) \
  if (!std::filesystem::exists(::winnow::proof::shared(path))) GTEST_SKIP() << "absent: " << ::winnow::proof::shared(path)
