#include "base/limits.h"
#include "box/box.h"

namespace winnow::box {

bool ArchiveBudget::take_bytes(std::uint64_t count) {
  unpacked_bytes_ += count;
  const bool fits = unpacked_bytes_ <= limits::kArchiveFreeBytes || unpacked_bytes_ / limits::kArchiveRatio <= packed_bytes_;
  const bool fits_around = around_ == nullptr || around_->take_bytes(count);
  return fits && fits_around;
}

bool ArchiveBudget::take_entry() {
  const bool fits = take_bytes(limits::kArchiveEntryCost);
  return ++entries_ <= limits::kArchiveEntries && fits;
}

bool ArchiveBudget::too_deep() const { return depth_ > limits::kArchiveDepth; }

}  // namespace winnow::box
