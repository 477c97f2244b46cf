// Cuts a mailbox that streams by into runs that begin at a separator and end before one.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "box/box.h"

namespace winnow::run {

class MailboxRuns {
 public:
  // `last`: the mailbox ends with this run. The bytes live until the call returns.
  using OnRun = std::function<void(Bytes run, std::uint64_t offset, bool last)>;

  // Runs are about `aimed_bytes` long; one message that is longer makes a longer run, up to limits::kMessageBytes, where a
  // message is cut in the middle (and `cut_inside` says so).
  MailboxRuns(std::uint64_t aimed_bytes, OnRun on_run) : aimed_bytes_(aimed_bytes), on_run_(std::move(on_run)) {}

  // The dialect is known from the first bytes; push() them whole first.
  void push(Bytes bytes);
  void finish();
  box::MboxDialect dialect() const { return dialect_; }
  bool cut_inside() const { return cut_inside_; }

 private:
  std::size_t last_cut() const;
  void emit(std::size_t length, bool last);

  std::uint64_t aimed_bytes_;
  OnRun on_run_;
  std::string held_;
  std::uint64_t offset_ = 0;           // of held_[0] in the mailbox
  std::size_t look_again_at_ = 0;      // held bytes at which a cut is looked for next
  box::MboxDialect dialect_ = box::MboxDialect::kFromLines;
  bool begun_ = false, cut_inside_ = false;
};

}  // namespace winnow::run
