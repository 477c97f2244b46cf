#include "case/codec.h"

#include <zstd.h>

#include "base/limits.h"

namespace winnow::store {
namespace {

// More effort does not pay: digests and identifiers do not compress at any level.
constexpr int kLevel = 1;
// No honest slice comes near: records are a few percent of the bytes they tell of.
constexpr std::uint64_t kRecordBytes = 256 * limits::kMiB;

}  // namespace

void Codec::FreeCompressor::operator()(ZSTD_CCtx_s* context) const { ZSTD_freeCCtx(context); }
void Codec::FreeDecompressor::operator()(ZSTD_DCtx_s* context) const { ZSTD_freeDCtx(context); }

Codec::Codec() : compressor_(ZSTD_createCCtx()), decompressor_(ZSTD_createDCtx()) {
  ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(compressor_.get(), ZSTD_c_checksumFlag, 1);
}

std::string Codec::packed(const google::protobuf::MessageLite& record) {
  raw_.clear();
  record.SerializeToString(&raw_);
  std::string out(ZSTD_compressBound(raw_.size()), '\0');
  const std::size_t size = ZSTD_compress2(compressor_.get(), out.data(), out.size(), raw_.data(), raw_.size());
  out.resize(ZSTD_isError(size) ? 0 : size);
  return out;
}

Result<void> Codec::unpack(std::string_view blob, google::protobuf::MessageLite& record) {
  const auto declared = ZSTD_getFrameContentSize(blob.data(), blob.size());
  if (declared == ZSTD_CONTENTSIZE_ERROR || declared == ZSTD_CONTENTSIZE_UNKNOWN || declared > kRecordBytes)
    return fail(ErrorCode::kMalformed, "a damaged record");
  raw_.resize(declared);
  const std::size_t size = ZSTD_decompressDCtx(decompressor_.get(), raw_.data(), raw_.size(), blob.data(), blob.size());
  if (ZSTD_isError(size) || size != declared || !record.ParseFromString(raw_))
    return fail(ErrorCode::kMalformed, "a damaged record");
  return {};
}

}  // namespace winnow::store
