#include "run/mailbox_runs.h"

#include <algorithm>

#include "base/limits.h"

namespace winnow::run {

void MailboxRuns::push(Bytes bytes) {
  held_.append(as_text(bytes));
  if (!begun_ && held_.size() < limits::kSniffBytes) return;
  begin();
  while (held_.size() >= look_again_at_) {
    std::size_t cut = last_cut();
    if (cut == 0 && held_.size() >= limits::kMessageBytes) {
      cut = held_.size();
      cut_inside_ = true;
    }
    if (cut == 0) {  // one message so far: look again when it has doubled
      look_again_at_ = std::min<std::size_t>(held_.size() * 2, limits::kMessageBytes);
      return;
    }
    emit(cut, false);
    look_again_at_ = aimed_bytes_;
  }
}

void MailboxRuns::finish() {
  begin();
  emit(held_.size(), true);
}

// By the bytes that also the coordinator would look at, if the mailbox were a file of the dump.
void MailboxRuns::begin() {
  if (begun_) return;
  begun_ = true;
  dialect_ = known_dialect_ ? *known_dialect_
                            : box::MboxFraming::dialect(as_bytes(held_).first(std::min(held_.size(), limits::kSniffBytes)));
  look_again_at_ = aimed_bytes_;
}

// The start of the last message that surely begins where it seems to; 0: there is no cut yet.
std::size_t MailboxRuns::last_cut() const {
  const auto messages = box::split_mbox(as_bytes(held_), dialect_);
  std::size_t cut = 0;
  for (const box::MboxMessage& message : messages) {
    // Whether a separator is one may hang on what follows it.
    if (message.from_line.begin + box::MboxFraming::kContextBehind > held_.size()) break;
    if (!message.from_line.empty()) cut = message.from_line.begin;
    // Its Content-Length leads nowhere, or behind what is held: separators from here on may lie inside it.
    if (message.content_length_wrong && held_.size() < limits::kMessageBytes) break;
  }
  return cut;
}

void MailboxRuns::emit(std::size_t length, bool last) {
  on_run_(as_bytes(held_).first(length), offset_, last);
  held_.erase(0, length);
  offset_ += length;
}

MailboxMessages::MailboxMessages(OnMessage on_message, std::optional<box::MboxDialect> dialect)
    : on_message_(std::move(on_message)),
      runs_(limits::kSliceBytes, [this](Bytes run, std::uint64_t, bool) { look_into(run); }, dialect) {}

void MailboxMessages::look_into(Bytes run) {
  for (const box::MboxMessage& framing : box::split_mbox(run, runs_.dialect())) {
    if (done_) return;
    done_ = !on_message_({++seen_, framing, runs_.dialect(), run});
  }
}

}  // namespace winnow::run
