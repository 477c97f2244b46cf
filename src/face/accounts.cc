#include "face/accounts.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <unordered_map>
#include <utility>

#include "base/limits.h"
#include "base/locator.h"
#include "base/text.h"
#include "base/time.h"
#include "face/mailbox_message.h"
#include "record/mailbox.h"

namespace winnow::face {
namespace {

constexpr std::uint64_t kFewestDelivered = 3, kFewestSent = 3, kFewestMessages = 5;
constexpr std::int64_t kDaySeconds = 86'400, kSlack = 2 * kDaySeconds;
constexpr std::size_t kNobody = static_cast<std::size_t>(-1);

std::int32_t day_of(std::int64_t seconds) {
  return static_cast<std::int32_t>((seconds - (seconds < 0 ? kDaySeconds - 1 : 0)) / kDaySeconds);
}

struct Candidate {
  std::string address;
  std::uint64_t weight = 0;                     // of the counting below
  std::uint64_t takes_part = 0, wrote = 0, sent = 0, delivered = 0;
};

// The addresses of one mailbox. Counts of J. Misra and D. Gries ("Finding repeated elements", 1982): whoever is in more than
// one of kAccountCandidates + 1 of all mentions is among those kept, however many others there are.
struct Box {
  std::string locator;
  std::uint64_t messages = 0, delivered = 0, sent = 0;
  std::vector<Candidate> candidates;
  bool is_exact = true;
  std::size_t account = kNobody;
  Ownership ownership = Ownership::kNone;

  Candidate* find(std::string_view address) {
    const auto found = std::find_if(candidates.begin(), candidates.end(), [&](const Candidate& one) { return one.address == address; });
    return found == candidates.end() ? nullptr : &*found;
  }

  Candidate* mention(const std::string& address) {
    if (Candidate* known = find(address)) {
      ++known->weight;
      return known;
    }
    if (candidates.size() < limits::kAccountCandidates) {
      candidates.push_back({address, 1});
      return &candidates.back();
    }
    is_exact = false;
    for (Candidate& one : candidates) --one.weight;
    std::erase_if(candidates, [](const Candidate& one) { return one.weight == 0; });
    return nullptr;
  }
};

bool holds(const std::vector<std::string>& addresses, std::string_view address) {
  return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

class Reader {
 public:
  explicit Reader(const store::Case& opened) : case_(opened) {
    // A slack, as a clock may go ahead of another.
    const auto begun = parse_iso(opened.note("begun"));
    const auto fixed = parse_iso(opened.note("option.fixed"));
    constexpr std::int64_t kEver = 4'102'444'800;   // 2100-01-01, where the case does not know its day
    out_.latest = std::min(begun.value_or(kEver) + kDaySeconds, fixed.value_or(kEver) + kDaySeconds);
  }

  Result<Accounts> read() {
    const auto each = [&](auto&& visit) {
      return case_.for_each_record([&](const store::Record& stored) {
        if (stored.item->kind() == record::KIND_MESSAGE && stored.item->suffix().empty()) visit(stored);
      });
    };
    if (const auto done = each([&](const store::Record& stored) { meet(stored); }); !done) return tl::unexpected(done.error());
    if (std::any_of(boxes_.begin(), boxes_.end(), [](const Box& box) { return !box.is_exact; })) {
      for (Box& box : boxes_)
        for (Candidate& one : box.candidates) one = {one.address};
      if (const auto done = each([&](const store::Record& stored) { count_again(stored); }); !done) return tl::unexpected(done.error());
    }
    find_owners();
    if (const auto done = each([&](const store::Record& stored) { look(stored); }); !done) return tl::unexpected(done.error());
    return finish();
  }

 private:
  std::size_t box_of(const store::Record& stored, bool may_add) {
    const std::string_view name = record::mailbox_of(stored.source, stored.message);
    if (const auto known = by_name_.find(std::string(name)); known != by_name_.end()) return known->second;
    if (!may_add || boxes_.size() == limits::kAccountBoxes) return kNobody;
    boxes_.push_back({});
    boxes_.back().locator = std::string(name);
    by_name_.emplace(boxes_.back().locator, boxes_.size() - 1);
    return boxes_.size() - 1;
  }

  MailboxMessage message_of(const store::Record& stored, std::string_view mailbox) {
    std::uint64_t counted = 0;
    return read_mailbox_message(*stored.item, mailbox, out_.latest, counted);
  }

  // First pass: who is named how often, and the newest clock.
  void meet(const store::Record& stored) {
    const std::size_t at = box_of(stored, true);
    if (at == kNobody) return void(++out_.boxes_left_out);
    Box& box = boxes_[at];
    const MailboxMessage message = read_mailbox_message(*stored.item, box.locator, out_.latest, out_.future);
    ++box.messages;
    if (!message.delivered_to.empty()) ++box.delivered;
    if (message.is_sent_copy()) ++box.sent;
    if (message.by_others) out_.newest = std::max(out_.newest.value_or(message.by_others->seconds), message.by_others->seconds);
    for (const std::string& address : message.people)
      if (Candidate* one = box.mention(address)) count(message, *one);
    for (const std::string& address : message.delivered_to)
      if (!holds(message.people, address))
        if (Candidate* one = box.mention(address)) count(message, *one);
  }

  void count_again(const store::Record& stored) {
    const std::size_t at = box_of(stored, false);
    if (at == kNobody) return;
    const MailboxMessage message = message_of(stored, boxes_[at].locator);
    for (Candidate& one : boxes_[at].candidates) count(message, one);
  }

  static void count(const MailboxMessage& message, Candidate& one) {
    const bool wrote = message.from == one.address, people = holds(message.people, one.address);
    one.takes_part += people ? 1 : 0;
    one.wrote += wrote ? 1 : 0;
    one.sent += wrote && message.is_sent_copy() ? 1 : 0;
    one.delivered += holds(message.delivered_to, one.address) ? 1 : 0;
  }

  static Ownership ownership_of(const Box& box, const Candidate& one) {
    if (one.delivered >= kFewestDelivered && 2 * one.delivered > box.delivered) return Ownership::kDelivered;
    if (one.sent >= kFewestSent && 5 * one.sent >= 4 * box.sent) return Ownership::kSent;
    // As docs/checks/account.exposed.md has it.
    if (box.messages >= kFewestMessages && 2 * one.takes_part > box.messages && one.wrote >= 1 && one.wrote < box.messages) return Ownership::kTakesPart;
    return Ownership::kNone;
  }

  // Addresses that own one mailbox are one account; of the weakest kind only where no better is known.
  void find_owners() {
    std::vector<std::string> addresses;
    std::unordered_map<std::string, std::size_t> numbers;
    std::vector<std::size_t> parents;
    const auto root = [&](std::size_t at) {
      while (parents[at] != at) at = parents[at] = parents[parents[at]];
      return at;
    };
    std::vector<std::vector<std::size_t>> owners(boxes_.size());
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      Box& box = boxes_[i];
      for (const Candidate& one : box.candidates) box.ownership = std::min(box.ownership, ownership_of(box, one));
      for (const Candidate& one : box.candidates) {
        const Ownership ownership = ownership_of(box, one);
        if (ownership == Ownership::kNone || (ownership == Ownership::kTakesPart && box.ownership != ownership)) continue;
        const auto [known, added] = numbers.emplace(one.address, addresses.size());
        if (added) {
          addresses.push_back(one.address);
          parents.push_back(known->second);
        }
        owners[i].push_back(known->second);
        if (ownership != Ownership::kTakesPart) parents[root(known->second)] = root(owners[i].front());
      }
    }
    std::map<std::size_t, std::size_t> by_root;
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
      if (owners[i].empty()) continue;
      // Of several that merely take part, the one that wrote most.
      const auto best = std::max_element(owners[i].begin(), owners[i].end(), [&](std::size_t a, std::size_t b) {
        return boxes_[i].find(addresses[a])->wrote < boxes_[i].find(addresses[b])->wrote;
      });
      const auto [known, added] = by_root.emplace(root(*best), out_.accounts.size());
      if (added) out_.accounts.emplace_back();
      boxes_[i].account = known->second;
      Account& account = out_.accounts[known->second];
      const auto add = [&](std::size_t number) {
        const auto is_it = [&](const OwnAddress& own) { return own.address == addresses[number]; };
        if (std::none_of(account.addresses.begin(), account.addresses.end(), is_it)) account.addresses.push_back({addresses[number]});
      };
      if (boxes_[i].ownership == Ownership::kTakesPart) add(*best);
      else for (const std::size_t number : owners[i]) add(number);
    }
    names_.resize(out_.accounts.size());
  }

  // Last pass: what the owners' messages say.
  void look(const store::Record& stored) {
    const std::size_t at = box_of(stored, false);
    if (at == kNobody || boxes_[at].account == kNobody) return;
    const std::size_t number = boxes_[at].account;
    Account& account = out_.accounts[number];
    const MailboxMessage message = message_of(stored, boxes_[at].locator);
    const std::string locator = join_locator(stored.source, stored.message, "");
    ++account.messages;
    OwnAddress* author = nullptr;
    bool is_named = false;
    for (OwnAddress& own : account.addresses) {
      if (own.address == message.from) author = &own;
      if (!holds(message.delivered_to, own.address)) continue;
      ++own.delivered;
      is_named = true;
    }
    const bool is_sent = message.is_sent_copy() && author != nullptr;
    if (author != nullptr) {
      ++author->wrote;
      author->sent += is_sent ? 1 : 0;
      name(number, stored.item->display_name());
    }
    if (message.is_sent_copy()) ++account.sent;
    else if (!message.is_draft) ++account.came;
    account.sent_own += is_sent ? 1 : 0;
    account.came_named += is_named && !message.is_sent_copy() ? 1 : 0;
    account.read += message.is_read ? 1 : 0;
    if (is_beyond(message)) {
      ++account.beyond;
      earliest(account.beyond_first, *message.date, locator);
      return;
    }
    const auto best = message.best();
    if (!best || message.is_draft) return;
    earliest(account.first, *best, locator);
    newest(account.last, *best, locator);
    ++account.days[day_of(best->seconds)];
    if (is_sent) return newest(account.was_sent, *best, locator);
    if (message.is_sent_copy()) return;
    newest_of_others(account.delivered, *best, locator);
    if (message.is_read) newest_of_others(account.was_read, *best, locator);
  }

  // Dated by its own word alone, after everything that any other system dated.
  bool is_beyond(const MailboxMessage& message) const {
    return !message.by_others && message.date && out_.newest && message.date->seconds > *out_.newest + kSlack;
  }

  void name(std::size_t account, const std::string& display) {
    if (display.empty()) return;
    auto& names = names_[account];
    const auto known = names.find(display);
    if (known != names.end()) ++known->second;
    else if (names.size() < limits::kAccountNames) names.emplace(display, 1);
  }

  static void earliest(std::optional<Sighting>& kept, const ClockTime& time, const std::string& locator) {
    if (!kept || time.seconds < kept->seconds) kept = {time.seconds, time.clock, locator};
  }
  static void newest(std::optional<Sighting>& kept, const ClockTime& time, const std::string& locator) {
    if (!kept || time.seconds > kept->seconds) kept = {time.seconds, time.clock, locator};
  }
  // What others dated goes before what only its own Date says.
  static void newest_of_others(std::optional<Sighting>& kept, const ClockTime& time, const std::string& locator) {
    const bool others = time.clock != "date", kept_others = kept && kept->clock != "date";
    if (others != kept_others && kept) {
      if (others) kept = {time.seconds, time.clock, locator};
      return;
    }
    newest(kept, time, locator);
  }

  Accounts finish() {
    std::vector<std::size_t> order(boxes_.size()), places(out_.accounts.size());
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return natural_less(boxes_[a].locator, boxes_[b].locator); });
    for (std::size_t i = 0; i < out_.accounts.size(); ++i) finish(out_.accounts[i], names_[i]);
    for (const Account& account : out_.accounts)
      if (const Sighting* horizon = account.horizon()) out_.newest_horizon = std::max(out_.newest_horizon, horizon->seconds);
    std::iota(places.begin(), places.end(), 0U);
    std::sort(places.begin(), places.end(), [&](std::size_t a, std::size_t b) {
      const Account &one = out_.accounts[a], &other = out_.accounts[b];
      return std::pair(other.messages, one.addresses[0].address) < std::pair(one.messages, other.addresses[0].address);
    });
    std::vector<std::size_t> place_of(places.size());
    std::vector<Account> sorted;
    for (const std::size_t from : places) {
      place_of[from] = sorted.size();
      sorted.push_back(std::move(out_.accounts[from]));
    }
    out_.accounts = std::move(sorted);
    for (const std::size_t at : order) {
      AccountBox box{boxes_[at].locator, boxes_[at].messages, boxes_[at].ownership, std::nullopt};
      if (boxes_[at].account != kNobody) {
        box.account = place_of[boxes_[at].account];
        out_.accounts[*box.account].boxes.push_back(out_.boxes.size());
      }
      out_.boxes.push_back(std::move(box));
    }
    return std::move(out_);
  }

  static void finish(Account& account, const std::map<std::string, std::uint64_t>& names) {
    std::sort(account.addresses.begin(), account.addresses.end(), [](const OwnAddress& a, const OwnAddress& b) {
      return std::tuple(b.delivered, b.wrote, a.address) < std::tuple(a.delivered, a.wrote, b.address);
    });
    const std::string& address = account.addresses[0].address;
    account.anybodys_provider = is_mail_provider(std::string_view(address).substr(address.rfind('@') + 1));
    std::vector<std::pair<std::uint64_t, std::string>> counted;
    for (const auto& [name, count] : names) counted.emplace_back(count, name);
    std::stable_sort(counted.begin(), counted.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (auto& [count, name] : counted) account.names.push_back(std::move(name));
    account.gaps = find_gaps(account.days);
  }

  const store::Case& case_;
  Accounts out_;
  std::vector<Box> boxes_;
  std::unordered_map<std::string, std::size_t> by_name_;
  std::vector<std::map<std::string, std::uint64_t>> names_;   // of the account at the same index
};

}  // namespace

const Sighting* Account::horizon() const {
  const Sighting* newest = nullptr;
  for (const std::optional<Sighting>* one : {&delivered, &was_read, &was_sent})
    if (*one && (newest == nullptr || (*one)->seconds > newest->seconds)) newest = &**one;
  return newest;
}

Result<Accounts> read_accounts(const store::Case& opened) { return Reader(opened).read(); }

std::optional<Silence> silence_of(const Account& account, const Accounts& all) {
  const Sighting* const own = account.horizon();
  if (own == nullptr || day_of(own->seconds) >= day_of(all.newest_horizon)) return std::nullopt;
  const std::int32_t last = day_of(own->seconds);
  Silence silence;
  silence.days = day_of(all.newest_horizon) - last;
  silence.longest_before = longest_silence(account.days, last);
  silence.expected = daily_rate(account.days, last) * silence.days;
  return silence;
}

}  // namespace winnow::face
