// Decoded bytes on their way to a sink, in blocks.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "mail/message.h"

namespace winnow::mail {

class Output {
 public:
  explicit Output(Sink& sink) : sink_(sink) {}

  // True when the sink wants no more.
  bool stopped() const { return stopped_; }

  void append(std::string_view run) {
    if (run.size() > block_.size() - used_) flush();
    if (run.size() > block_.size()) {
      give(as_bytes(run));
      return;
    }
    if (!run.empty()) std::memcpy(block_.data() + used_, run.data(), run.size());
    used_ += run.size();
  }
  // The same, fast for the few bytes between two escapes.
  void append_short(std::string_view run) {
    if (run.size() > kStep || run.size() + kStep > block_.size() - used_) return append(run);
    // Two halves that overlap cover any size without a loop.
    char* const to = reinterpret_cast<char*>(&block_[used_]);
    if (run.size() >= 16) {
      std::memcpy(to, run.data(), 16);
      std::memcpy(to + run.size() - 16, &run[run.size() - 16], 16);
    } else if (run.size() >= 8) {
      std::memcpy(to, run.data(), 8);
      std::memcpy(to + run.size() - 8, &run[run.size() - 8], 8);
    } else {
      for (std::size_t i = 0; i < run.size(); ++i) to[i] = run[i];
    }
    used_ += run.size();
  }
  void append(char c) {
    if (used_ == block_.size()) flush();
    block_[used_++] = static_cast<std::uint8_t>(c);
  }
  // Passes a large run on without copying it.
  void pass(std::string_view run) {
    flush();
    give(as_bytes(run));
  }
  void flush() {
    if (used_ > 0) give({reinterpret_cast<const std::byte*>(block_.data()), used_});
    used_ = 0;
  }

 private:
  static constexpr std::size_t kStep = 32;
  void give(Bytes bytes) {
    if (!stopped_ && !bytes.empty()) stopped_ = !sink_.write(bytes);
  }
  Sink& sink_;
  std::array<std::uint8_t, 48 * 1024> block_;
  std::size_t used_ = 0;
  bool stopped_ = false;
};

}  // namespace winnow::mail
