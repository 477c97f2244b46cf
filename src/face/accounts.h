// Whose mailboxes a dump holds, and until when each was copied (docs/accounts.md). Reads the case twice, a third time where a
// mailbox holds more addresses than are counted at a time; memory does not grow with the dump but for the days of each account.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "case/case.h"
#include "face/mailbox_gaps.h"

namespace winnow::face {

// A message, and when it is from by the best of its clocks (face/mailbox_message.h names them).
struct Sighting {
  std::int64_t seconds = 0;
  std::string_view clock;
  std::string locator;
};

// How a mailbox is known to be an address's, from the best on.
enum class Ownership : std::uint8_t { kDelivered, kSent, kTakesPart, kNone };

struct AccountBox {
  std::string locator;
  std::uint64_t messages = 0;
  Ownership ownership = Ownership::kNone;
  std::optional<std::size_t> account;
};

struct OwnAddress {
  std::string address;
  std::uint64_t delivered = 0, sent = 0, wrote = 0;   // messages that lines of delivery name it in; sent copies by it; all by it
};

struct Account {
  std::vector<OwnAddress> addresses;            // the one most delivered to first
  std::vector<std::string> names;               // under which they write, the commonest first
  bool anybodys_provider = false;               // of the first address: its provider gives mailboxes to anybody
  std::vector<std::size_t> boxes;               // indices, in their order
  std::uint64_t messages = 0, came = 0, came_named = 0, sent = 0, sent_own = 0, read = 0;
  std::optional<Sighting> first, last;          // by best clocks
  std::optional<Sighting> delivered, was_read, was_sent;   // the newest: the theft horizon
  std::uint64_t beyond = 0;                     // messages whose Date lies after every clock of others; they set no horizon
  std::optional<Sighting> beyond_first;
  DayCounts days;
  std::vector<Gap> gaps;

  // The newest of the three.
  const Sighting* horizon() const;
};

struct Accounts {
  std::vector<Account> accounts;                // most messages first
  std::vector<AccountBox> boxes;                // in natural order
  std::uint64_t boxes_left_out = 0;             // beyond limits::kAccountBoxes
  std::uint64_t future = 0;                     // messages with a time after the day of the examination or --fixed
  std::optional<std::int64_t> newest;           // clock of others in the whole dump, Unix seconds
  std::int64_t newest_horizon = 0;              // of all accounts, Unix seconds
  std::int64_t latest = 0;                      // the day after which no time is believed, Unix seconds
};

// Errors: those of Case::for_each_record.
Result<Accounts> read_accounts(const store::Case& opened);

// How long an account was silent before the newest account's horizon, in days, and its longest silence before; nullopt for
// the newest itself and for what has no horizon by clocks of others.
struct Silence {
  std::int32_t days = 0, longest_before = 0;
  double expected = 0;                          // messages in these days at its own rate before
  // It went on as long as never before, when mail was to be expected: copied earlier than the newest, most likely.
  bool copied_earlier() const { return days > 2 * longest_before + 2 && expected >= 20; }
};
std::optional<Silence> silence_of(const Account& account, const Accounts& all);

}  // namespace winnow::face
