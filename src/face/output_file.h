// A file that appears whole or not at all: written beside its target, renamed when complete.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace winnow::face {

class OutputFile {
 public:
  // Errors: kIo, kDiskFull (with the words of the system).
  static Result<OutputFile> create(const std::string& target);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  // Without commit() nothing is left behind.
  ~OutputFile();

  // Errors are kept until commit().
  void write(std::string_view text);
  Result<void> commit();

 private:
  OutputFile(std::FILE* file, std::string target, std::string beside);
  std::FILE* file_ = nullptr;
  std::string target_, beside_;
  int error_ = 0;
};

}  // namespace winnow::face
