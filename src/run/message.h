// One message and everything in it, as records.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "mail/message.h"
#include "run/examine.h"
#include "run/mailbox_runs.h"

namespace winnow::run {

// How a message was kept.
struct Keeping {
  record::BoxFacts facts;                          // what its box says of it beside the message itself
  bool parts_apart = false;                        // by a program that takes parts out: those in `apart` are all that are left
  std::span<const ApartFile> apart;
};

// A message as its mailbox kept it.
Keeping keeping_of(const MailboxMessage& message);
// Adds what its framing there was odd in.
void note_framing(const MailboxMessage& message, record::Item& item);

// Appends the items of a message to `group`: the message, its attachments, embedded messages with theirs, members of
// attached archives, messages of attached mailboxes. The first item of an empty group is the message itself.
void append_message(Bytes message, const ExamineOptions& options, ItemGroup& group, const Keeping& keeping = {});

}  // namespace winnow::run
