// Records of a slice to a compressed blob and back. Every blob is checked: a damaged one is an error, never a crash.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "case/slice.pb.h"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace winnow::store {

// One context for each direction, reused. Not thread-safe.
class Codec {
 public:
  Codec();
  // Frames carry a checksum of their content.
  std::string packed(const google::protobuf::MessageLite& record);
  // Errors: kMalformed.
  Result<void> unpack(std::string_view blob, google::protobuf::MessageLite& record);

 private:
  struct FreeCompressor { void operator()(ZSTD_CCtx_s* context) const; };
  struct FreeDecompressor { void operator()(ZSTD_DCtx_s* context) const; };
  std::unique_ptr<ZSTD_CCtx_s, FreeCompressor> compressor_;
  std::unique_ptr<ZSTD_DCtx_s, FreeDecompressor> decompressor_;
  std::string raw_;
};

}  // namespace winnow::store
