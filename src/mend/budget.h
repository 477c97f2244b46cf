// How much work undoing may take for one message: bytes fed to a hash, whatever they are hashed for.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/limits.h"

namespace winnow::mend {

class Budget {
 public:
  explicit Budget(std::uint64_t hash_bytes) : left_(hash_bytes) {}
  // `times` the size of the message, within limits::kUndoFloorBytes and limits::kUndoCapBytes; 0: nothing is undone.
  static Budget for_message(std::uint64_t size, std::uint64_t times) {
    if (times == 0) return Budget(0);
    const std::uint64_t wanted = size > limits::kUndoCapBytes / times ? limits::kUndoCapBytes : size * times;
    return Budget(std::clamp(wanted, limits::kUndoFloorBytes, limits::kUndoCapBytes));
  }

  // Whether there is enough left for so many bytes; they are then spent. What was refused once makes the budget exhausted,
  // which a note on the item tells; smaller tries may go on.
  bool spend(std::uint64_t hash_bytes) {
    if (hash_bytes > left_) return exhausted_ = true, false;
    left_ -= hash_bytes;
    return true;
  }
  // A search that may be long gets a part of what is left, and what it did not use comes back.
  template <typename Search>
  auto with_part(std::uint64_t of, Search search) {
    Budget part(left_ / of);
    const std::uint64_t given = part.left_;
    auto found = search(part);
    left_ -= given - part.left_;
    exhausted_ |= part.exhausted_;
    return found;
  }
  std::uint64_t left() const { return left_; }
  bool exhausted() const { return exhausted_; }

 private:
  std::uint64_t left_;
  bool exhausted_ = false;
};

}  // namespace winnow::mend
