#include "face/output_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace winnow::face {
namespace {

tl::unexpected<Error> refused(int error, const std::string& target) {
  return fail(error == ENOSPC || error == EDQUOT ? ErrorCode::kDiskFull : ErrorCode::kIo,
              fmt::format("{}: {}", target, std::strerror(error)));
}

}  // namespace

Result<OutputFile> OutputFile::create(const std::string& target) {
  // One name for all runs: what a killed one left behind is replaced, not kept.
  const std::string beside = target + ".winnow-part";
  std::remove(beside.c_str());
  std::FILE* file = std::fopen(beside.c_str(), "wbx");
  if (file == nullptr) return refused(errno, target);
  return OutputFile(file, target, beside);
}

OutputFile::OutputFile(std::FILE* file, std::string target, std::string beside)
    : file_(file), target_(std::move(target)), beside_(std::move(beside)) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : file_(std::exchange(other.file_, nullptr)),
      target_(std::move(other.target_)),
      beside_(std::move(other.beside_)),
      error_(other.error_) {}

OutputFile::~OutputFile() {
  if (file_ == nullptr) return;
  std::fclose(file_);
  std::remove(beside_.c_str());
}

void OutputFile::write(std::string_view text) {
  if (error_ == 0 && std::fwrite(text.data(), 1, text.size(), file_) != text.size()) error_ = errno;
}

Result<void> OutputFile::commit() {
  if (std::fflush(file_) != 0 && error_ == 0) error_ = errno;
  if (error_ == 0 && fsync(fileno(file_)) != 0 && errno != EINVAL && errno != EROFS) error_ = errno;
  if (std::fclose(std::exchange(file_, nullptr)) != 0 && error_ == 0) error_ = errno;
  if (error_ == 0 && std::rename(beside_.c_str(), target_.c_str()) != 0) error_ = errno;
  if (error_ == 0) return {};
  std::remove(beside_.c_str());
  return refused(error_, target_);
}

}  // namespace winnow::face
