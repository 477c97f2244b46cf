#include "run/slice_buffer.h"

#include <sys/mman.h>

#include <new>

#include "base/limits.h"

namespace winnow::run {
namespace {

// One huge page of x86-64 (other machines: a good size all the same).
constexpr std::size_t kStep = 2 * limits::kMiB;

}  // namespace

std::span<std::byte> SliceBuffer::at_least(std::size_t bytes) {
  if (bytes > size_) {
    give_back();
    const std::size_t size = (bytes + kStep - 1) / kStep * kStep;
    void* const memory = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    (void)::madvise(memory, size, MADV_HUGEPAGE);
    memory_ = static_cast<std::byte*>(memory);
    size_ = size;
  }
  return {memory_, size_};
}

void SliceBuffer::give_back() {
  if (memory_) (void)::munmap(memory_, size_);
  memory_ = nullptr;
  size_ = 0;
}

}  // namespace winnow::run
