#include "face/account_lines.h"

#include <algorithm>
#include <cmath>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace winnow::face {
namespace {

constexpr std::int64_t kDaySeconds = 86'400;
constexpr std::size_t kNamesShown = 3, kGapsShown = 10;
constexpr double kMostOdds = 1e9;

std::int64_t rounded(double number) { return std::llround(std::min(number, 1e15)); }
std::int64_t odds(const Gap& gap) { return static_cast<std::int64_t>(1 / std::max(gap.by_chance, 1 / kMostOdds)); }
std::string day(std::int32_t number) { return iso_date(number * kDaySeconds); }

std::string clock_words(std::string_view clock, const Sentences& say) { return say.say("accounts.clock." + std::string(clock)); }

AccountLine newest(std::string_view what, const Sighting& sighting, const Sentences& say) {
  return {say.say("accounts.newest." + std::string(what), params({{"time", iso_time(sighting.seconds)}, {"clock", clock_words(sighting.clock, say)}})),
          sighting.locator};
}

bool has(const Account& account, const Accounts& all, Ownership ownership) {
  return std::any_of(account.boxes.begin(), account.boxes.end(), [&](std::size_t at) { return all.boxes[at].ownership == ownership; });
}

std::string list(const std::vector<std::string>& words, std::size_t most) {
  std::string out;
  for (std::size_t i = 0; i < std::min(words.size(), most); ++i) out += (i == 0 ? "" : ", ") + words[i];
  return out + (words.size() > most ? ", …" : "");
}

void add_evidence(const Account& account, const Accounts& all, const Sentences& say, std::vector<AccountLine>& lines) {
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  if (account.came_named != 0)
    lines.push_back({say.say("accounts.why.delivered", params({{"named", number(account.came_named)}, {"came", number(account.came)}}))});
  if (account.sent_own != 0)
    lines.push_back({say.say("accounts.why.sent", params({{"own", number(account.sent_own)}, {"sent", number(account.sent)}}))});
  std::uint64_t wrote = 0;
  for (const OwnAddress& own : account.addresses) wrote += own.wrote;
  if (!has(account, all, Ownership::kDelivered) && !has(account, all, Ownership::kSent))
    lines.push_back({say.say("accounts.why.part", params({{"wrote", number(wrote)}}))});
}

void add_horizon(const Account& account, const Accounts& all, const Sentences& say, std::vector<AccountLine>& lines) {
  if (account.delivered) lines.push_back(newest("delivered", *account.delivered, say));
  if (account.was_read) lines.push_back(newest("read", *account.was_read, say));
  if (account.was_sent) lines.push_back(newest("sent", *account.was_sent, say));
  if (const Sighting* horizon = account.horizon()) lines.push_back({say.say("accounts.horizon", params({{"time", iso_time(horizon->seconds)}}))});
  if (account.beyond != 0)
    lines.push_back({say.say("accounts.beyond", params({{"count", static_cast<std::int64_t>(account.beyond)}, {"time", iso_time(account.beyond_first->seconds)}})),
                     account.beyond_first->locator});
  if (const auto silence = silence_of(account, all)) {
    const std::string id = silence->copied_earlier() ? "accounts.silence.earlier" : "accounts.silence.open";
    lines.push_back({say.say(id, params({{"days", std::int64_t{silence->days}}, {"expected", rounded(silence->expected)},
                                         {"longest", std::int64_t{silence->longest_before}}}))});
  }
}

void sighting_json(JsonWriter& json, std::string_view key, const std::optional<Sighting>& sighting) {
  json.key(key);
  if (!sighting) return void(json.null());
  json.begin_object().key("time").string(iso_time(sighting->seconds)).key("clock").string(sighting->clock).key("locator").string(sighting->locator);
  json.end_object();
}

std::string_view word(Ownership ownership) {
  switch (ownership) {
    case Ownership::kDelivered: return "delivered";
    case Ownership::kSent: return "sent";
    case Ownership::kTakesPart: return "takes-part";
    case Ownership::kNone: break;
  }
  return {};
}

void account_json(JsonWriter& json, const Account& account, const Accounts& all) {
  json.begin_object().key("address").string(account.addresses[0].address);
  json.key("addresses").begin_array();
  for (const OwnAddress& own : account.addresses) {
    json.begin_object().key("address").string(own.address).key("delivered").unsigned_number(own.delivered);
    json.key("sent").unsigned_number(own.sent).key("wrote").unsigned_number(own.wrote).end_object();
  }
  json.end_array().key("names").begin_array();
  for (const std::string& name : account.names) json.string(name);
  json.end_array().key("provider").string(account.anybodys_provider ? "anybody" : "organization");
  json.key("messages").unsigned_number(account.messages).key("came").unsigned_number(account.came);
  json.key("came_named").unsigned_number(account.came_named).key("sent").unsigned_number(account.sent);
  json.key("sent_own").unsigned_number(account.sent_own).key("read").unsigned_number(account.read);
  sighting_json(json, "first", account.first);
  sighting_json(json, "last", account.last);
  json.key("horizon").begin_object();
  sighting_json(json, "delivered", account.delivered);
  sighting_json(json, "read", account.was_read);
  sighting_json(json, "sent", account.was_sent);
  json.end_object().key("beyond").unsigned_number(account.beyond);
  json.key("silence");
  if (const auto silence = silence_of(account, all)) {
    json.begin_object().key("days").number(silence->days).key("longest_before").number(silence->longest_before);
    json.key("expected").number(rounded(silence->expected)).key("copied_earlier").boolean(silence->copied_earlier()).end_object();
  } else {
    json.null();
  }
  json.key("gaps").begin_array();
  for (const Gap& gap : account.gaps) {
    json.begin_object().key("first").string(day(gap.first_day)).key("last").string(day(gap.last_day));
    json.key("days").number(gap.last_day - gap.first_day + 1).key("expected").number(rounded(gap.expected)).key("odds").number(odds(gap)).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

std::vector<AccountLine> account_lines(const Account& account, const Accounts& all, const Sentences& say) {
  std::vector<AccountLine> lines;
  if (!account.names.empty()) lines.push_back({say.say("accounts.names", params({{"names", list(account.names, kNamesShown)}}))});
  if (account.addresses.size() > 1) {
    std::vector<std::string> others;
    for (std::size_t i = 1; i < account.addresses.size(); ++i) others.push_back(account.addresses[i].address);
    lines.push_back({say.say("accounts.also", params({{"addresses", list(others, kNamesShown)}}))});
  }
  lines.push_back({say.say(account.anybodys_provider ? "accounts.kind.anybody" : "accounts.kind.organization")});
  const auto messages = static_cast<std::int64_t>(account.messages), boxes = static_cast<std::int64_t>(account.boxes.size());
  const std::string size = account.first ? say.say("accounts.size", params({{"messages", messages}, {"boxes", boxes}, {"first", iso_date(account.first->seconds)},
                                                                            {"last", iso_date(account.last->seconds)}}))
                                         : say.say("accounts.undated", params({{"messages", messages}, {"boxes", boxes}}));
  lines.push_back({size, {}, true});
  add_evidence(account, all, say, lines);
  add_horizon(account, all, say, lines);
  for (std::size_t i = 0; i < std::min(account.gaps.size(), kGapsShown); ++i) {
    const Gap& gap = account.gaps[i];
    lines.push_back({say.say("accounts.gap", params({{"first", day(gap.first_day)}, {"last", day(gap.last_day)},
                                                     {"days", std::int64_t{gap.last_day - gap.first_day + 1}}, {"expected", rounded(gap.expected)},
                                                     {"odds", odds(gap)}}))});
  }
  if (account.gaps.size() > kGapsShown)
    lines.push_back({say.say("accounts.more", params({{"count", static_cast<std::int64_t>(account.gaps.size() - kGapsShown)}}))});
  return lines;
}

std::vector<std::string> dump_lines(const Accounts& all, const Sentences& say) {
  std::vector<std::string> lines;
  std::int64_t oldest = all.newest_horizon;
  for (const Account& account : all.accounts)
    if (const Sighting* horizon = account.horizon()) oldest = std::min(oldest, horizon->seconds);
  const std::int64_t apart = (all.newest_horizon - oldest) / kDaySeconds;
  if (apart > 0) lines.push_back(say.say("accounts.apart", params({{"days", apart}})));
  if (all.future != 0) lines.push_back(say.say("accounts.future", params({{"count", static_cast<std::int64_t>(all.future)}})));
  if (all.boxes_left_out != 0) lines.push_back(say.say("accounts.left-out", params({{"count", static_cast<std::int64_t>(all.boxes_left_out)}})));
  return lines;
}

std::string accounts_json(const Accounts& all) {
  std::string out;
  JsonWriter json(out);
  json.begin_object().key("schema").number(1).key("accounts").begin_array();
  for (const Account& account : all.accounts) account_json(json, account, all);
  json.end_array().key("mailboxes").begin_array();
  for (const AccountBox& box : all.boxes) {
    json.begin_object().key("locator").string(box.locator).key("messages").unsigned_number(box.messages);
    json.key("account").string_or_null(box.account ? all.accounts[*box.account].addresses[0].address : std::string());
    json.key("known_by").string_or_null(word(box.ownership)).end_object();
  }
  json.end_array().key("newest_clock");
  if (all.newest) json.string(iso_time(*all.newest));
  else json.null();
  json.key("future").unsigned_number(all.future).key("left_out").unsigned_number(all.boxes_left_out).end_object();
  return out;
}

}  // namespace winnow::face
