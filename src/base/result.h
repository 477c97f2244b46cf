// Errors as values. `Error` means "no reading possible"; a malformed input with a best reading is a note instead.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>

namespace winnow {

// One line a code; a new one only where a caller reacts to it.
enum class ErrorCode {
  kTruncated,       // the input ends inside something that announced its length
  kMalformed,       // the bytes contradict their format
  kLimitExceeded,   // a named limit of base/limits.h was reached
  kUnsupported,     // a known format or method that this build does not read
  kEncrypted,       // readable only with a password that was not given
  kIo,              // the operating system refused a read or write; `place` holds its words
  kDiskFull,        // no space left for the case or an output
  kLocked,          // another process holds the case
  kVersion,         // a case written by another schema version
  kUsage,           // the caller's or user's arguments make no sense
  kNotFound,        // a locator, key or file that does not exist
};

struct Error {
  ErrorCode code = ErrorCode::kMalformed;
  std::uint64_t offset = 0;  // bytes from the start of the input, where that means something
  std::string place;         // a locator, file name or the words of the system; plain text for a sentence
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string place = {}, std::uint64_t offset = 0) {
  return tl::unexpected<Error>(Error{code, offset, std::move(place)});
}

}  // namespace winnow

// Evaluates `expression` (a Result) and returns its error from the enclosing function, else yields the value.
#define WINNOW_TRY_CONCAT2(a, b) a##b
#define WINNOW_TRY_CONCAT(a, b) WINNOW_TRY_CONCAT2(a, b)
#define WINNOW_TRY(declaration, expression)                                                        \
  auto WINNOW_TRY_CONCAT(winnow_try_, __LINE__) = (expression);                                    \
  if (!WINNOW_TRY_CONCAT(winnow_try_, __LINE__))                                                   \
    return tl::unexpected<::winnow::Error>(std::move(WINNOW_TRY_CONCAT(winnow_try_, __LINE__)).error()); \
  declaration = std::move(*WINNOW_TRY_CONCAT(winnow_try_, __LINE__))
