// What one message says of the mailbox in which it lies (docs/accounts.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.pb.h"

namespace winnow::face {

// A time and whose clock it was: "received" (a line of the mailbox's own provider), "box" (the mail program's or server's own
// note), "signature" (t= of a signature that holds), "server" (a field of a system on the way), "hop" (a line of another
// system), "date" (the message's own Date).
struct ClockTime {
  std::int64_t seconds = 0;
  std::string_view clock;
};

struct MailboxMessage {
  std::string from;                          // lower case
  std::vector<std::string> delivered_to;     // addresses that lines of delivery name, lower case, without "+label", each once
  std::vector<std::string> people;           // From, To and Cc, lower case, each once, the first of them
  bool in_sent_folder = false;
  bool travelled = false;                    // a line of a system that passed it on, or of a delivery
  bool is_draft = false, is_read = false;
  std::optional<ClockTime> by_others;        // the best clock that its author did not set
  std::optional<ClockTime> date;

  // A copy that its author's own program kept, not one that came in.
  bool is_sent_copy() const { return !is_draft && (in_sent_folder || !travelled); }
  std::optional<ClockTime> best() const { return by_others ? by_others : date; }
};

// Times outside 1980 to `latest` (Unix seconds) are none; `future`: how many were beyond it.
MailboxMessage read_mailbox_message(const record::Item& item, std::string_view mailbox, std::int64_t latest, std::uint64_t& future);

// Whether a folder of this name is where mail programs keep what was sent.
bool is_sent_folder(std::string_view folder);

// Whether the provider of this domain gives mailboxes to anybody (data/mail-providers.txt).
bool is_mail_provider(std::string_view domain);

}  // namespace winnow::face
