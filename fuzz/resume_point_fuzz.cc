// The point where a run goes on is read from a case that somebody else may have written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "run/resume.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto point = winnow::run::parse_resume_point(text);
  if (point && winnow::run::print_resume_point(*point) != text) std::abort();   // one text for each point
  return 0;
}
