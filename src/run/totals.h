// How many bytes a dump holds: a look at sizes only, in small steps beside the real work, so that nothing waits for it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/walk.h"

namespace winnow::run {

class Totals {
 public:
  explicit Totals(const std::vector<Root>& roots);
  ~Totals();
  Totals(const Totals&) = delete;
  Totals& operator=(const Totals&) = delete;

  // Looks at up to `entries` more names. False when there are none left.
  bool step(unsigned entries);
  std::uint64_t bytes() const { return bytes_; }

 private:
  struct Level;
  void enter(int descriptor);

  std::vector<std::string> pending_;
  std::vector<Level> levels_;
  std::uint64_t bytes_ = 0;
};

}  // namespace winnow::run
