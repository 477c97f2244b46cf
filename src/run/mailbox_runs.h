// A mailbox that streams by, in runs that begin at a separator and end before one, or message by message.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
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
  // `dialect`: where the first bytes that come are not the mailbox's first.
  MailboxRuns(std::uint64_t aimed_bytes, OnRun on_run, std::optional<box::MboxDialect> dialect = {})
      : aimed_bytes_(aimed_bytes), on_run_(std::move(on_run)), known_dialect_(dialect) {}

  void push(Bytes bytes);
  void finish();
  // To be asked from the first run on.
  box::MboxDialect dialect() const { return dialect_; }
  bool cut_inside() const { return cut_inside_; }

 private:
  void begin();
  std::size_t last_cut() const;
  void emit(std::size_t length, bool last);

  std::uint64_t aimed_bytes_;
  OnRun on_run_;
  std::optional<box::MboxDialect> known_dialect_;
  std::string held_;
  std::uint64_t offset_ = 0;           // of held_[0] in the mailbox
  std::size_t look_again_at_ = 0;      // held bytes at which a cut is looked for next
  box::MboxDialect dialect_ = box::MboxDialect::kFromLines;
  bool begun_ = false, cut_inside_ = false;
};

// A message of a mailbox.
struct MailboxMessage {
  std::uint64_t number = 0;            // from 1
  const box::MboxMessage& framing;
  box::MboxDialect dialect;
  Bytes run;                           // in which the framing's ranges lie

  Bytes bytes() const { return run.subspan(framing.range.begin, framing.range.size()); }
  Bytes metadata() const { return run.subspan(framing.metadata.begin, framing.metadata.size()); }
};

// The messages of a mailbox that streams by, one by one.
class MailboxMessages {
 public:
  // The bytes live until the call returns. False: the rest is of no interest.
  using OnMessage = std::function<bool(const MailboxMessage& message)>;
  explicit MailboxMessages(OnMessage on_message, std::optional<box::MboxDialect> dialect = {});

  void push(Bytes bytes) { if (!done_) runs_.push(bytes); }
  void finish() { if (!done_) runs_.finish(); }
  bool cut_inside() const { return runs_.cut_inside(); }

 private:
  void look_into(Bytes run);

  OnMessage on_message_;
  MailboxRuns runs_;
  std::uint64_t seen_ = 0;
  bool done_ = false;
};

}  // namespace winnow::run
