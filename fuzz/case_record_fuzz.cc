// Compressed records of a case that somebody else may have written: an error or a record, never a crash.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "case/codec.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  winnow::store::Codec codec;
  winnow::store::SliceRecord record;
  (void)codec.unpack(bytes, record);
  // What is packed comes back the same; the input serves as the record itself.
  winnow::store::SliceRecord again;
  if (!record.ParseFromArray(data, static_cast<int>(size))) return 0;
  if (!codec.unpack(codec.packed(record), again) || again.SerializeAsString() != record.SerializeAsString()) std::abort();
  return 0;
}
