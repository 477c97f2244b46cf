// What a worker does with a run of bytes: split, parse, verify, check; the answer is records. No process, no pipe:
// the fuzzers and the tests call it directly.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "check/check.h"
#include "proof/key.h"
#include "run/protocol.pb.h"

namespace winnow::run {

struct ExamineOptions {
  const proof::KeySource* keys = nullptr;
  check::Claims claims;
  bool shallow = false;
};

// One message with all its items (parts, embedded messages, members of attached archives), judged by nobody yet.
ItemGroup examine_message(Bytes message, const ExamineOptions& options);
// One loose document.
ItemGroup examine_document(Bytes document, std::string_view media_type, std::string_view name);
// A whole extent whose bytes are in memory.
ExtentResult examine_extent(Bytes bytes, const Extent& extent, const ExamineOptions& options);

}  // namespace winnow::run
