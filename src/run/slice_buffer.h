// Where a worker reads its slices into.
#pragma once

#include <cstddef>
#include <span>

namespace winnow::run {

// Memory that grows without keeping what was in it. Whole pages from the kernel, huge ones where it has them: a slice is
// some MiB, and each small page of a first use costs a fault.
class SliceBuffer {
 public:
  SliceBuffer() = default;
  SliceBuffer(const SliceBuffer&) = delete;
  SliceBuffer& operator=(const SliceBuffer&) = delete;
  ~SliceBuffer() { give_back(); }

  // At least `bytes` of memory, its content whatever it was. std::bad_alloc where the kernel has none left.
  std::span<std::byte> at_least(std::size_t bytes);
  // Gives back everything if it is more than `bytes`.
  void keep_at_most(std::size_t bytes) {
    if (size_ > bytes) give_back();
  }

 private:
  void give_back();

  std::byte* memory_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace winnow::run
