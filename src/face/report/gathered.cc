#include "face/report/gathered.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>

#include "base/text.h"
#include "base/time.h"

namespace winnow::face {
namespace {

constexpr std::string_view kLeftOut = "▮▮▮";

int month_of(std::int64_t seconds) {
  const std::chrono::sys_days day = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{seconds}});
  const std::chrono::year_month_day date{day};
  return static_cast<int>(date.year()) * 12 + static_cast<int>(static_cast<unsigned>(date.month())) - 1;
}

// Letters of a host name, with a dot inside and a top level that is no number: nothing that a person wrote in a mail
// but an address of a machine or an organization.
bool is_domain(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 2 >= text.size() || text.size() > 253) return false;
  return std::ranges::all_of(text, [](char c) { return is_alpha(c) || is_digit(c) || c == '.' || c == '-'; }) &&
         std::ranges::all_of(text.substr(dot + 1), is_alpha);
}

// Of these values the report without content shows the like elsewhere. They are told by their names too: "accounts.example"
// may be a file.
bool tells_no_content(const record::Param& param) {
  constexpr std::string_view kFields[] = {"from", "sender", "reply-to", "to", "cc", "bcc", "subject", "date", "message-id", "in-reply-to",
                                          "references", "mime-version", "content-type", "content-transfer-encoding", "content-disposition"};
  const std::string& name = param.name();
  if (name == "field") return std::ranges::find(kFields, lower(param.text())) != std::end(kFields);
  // What chooses between wordings of a sentence is winnow's own word.
  if (name == "key" || name == "cap")
    return param.text().size() <= 12 && std::ranges::all_of(param.text(), [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c); });
  if (name == "selector") return param.text().size() <= 63 && std::ranges::all_of(param.text(), [](char c) { return is_alpha(c) || is_digit(c) || c == '-' || c == '_' || c == '.'; });
  return (name == "known" || name.find("domain") != std::string::npos) && is_domain(param.text());
}

}  // namespace

std::string without_content(std::string_view text) {
  const auto at = text.rfind('@');
  if (at != std::string_view::npos && is_domain(text.substr(at + 1))) return std::string(kLeftOut) + "@" + std::string(text.substr(at + 1));
  return std::string(kLeftOut);
}

record::Finding without_content(const record::Finding& finding) {
  record::Finding copy = finding;
  for (record::Param& param : *copy.mutable_params()) {
    if (param.value_case() == record::Param::kNumber) continue;
    if (!tells_no_content(param) && !parse_iso(param.text())) param.set_text(without_content(param.text()));
  }
  return copy;
}

Gathered::Gathered(const store::Case& opened, Content content, std::string_view box_word) : content_(content) {
  for (const store::Box& box : opened.boxes()) {
    by_locator_.emplace(box.locator, mailboxes_.size());
    mailboxes_.emplace_back().locator = box.locator;
  }
  mailboxes_.emplace_back();
  std::size_t number = 0;
  for (Mailbox& mailbox : mailboxes_)
    mailbox.label = content_ == Content::kLeftOut ? fmt::format("{}\u00A0{}", box_word, ++number) : printable(mailbox.locator);
}

Place Gathered::place_of(std::string_view locator) const {
  std::size_t end = locator.size();
  while (end > 0) {
    const auto found = by_locator_.find(std::string(locator.substr(0, end)));
    if (found != by_locator_.end()) return {found->second, std::string(locator.substr(end))};
    const auto step = locator.substr(0, end).find_last_of("/#!:");
    end = step == std::string_view::npos ? 0 : step;
  }
  return {mailboxes_.size() - 1, std::string(locator)};
}

std::string Gathered::shown_place(const Place& place, std::uint64_t number) const {
  if (content_ == Content::kShown) return mailboxes_[place.mailbox].locator + place.rest;
  // "#17:2" names nobody; a file name might.
  std::string rest = place.rest;
  if (rest.empty() || rest[0] != '#') return fmt::format("{} ({})", mailboxes_[place.mailbox].label, number);
  if (const auto name = rest.find('!'); name != std::string::npos) rest = fmt::format("{} ({})", rest.substr(0, name), number);
  return mailboxes_[place.mailbox].label + rest;
}

// Items come in the order of their locators: a message stands before its parts.
void Gathered::add_letter(const store::StoredItem& item) {
  if (!item.parent) letters_.clear();
  if (item.item.kind() != record::KIND_MESSAGE) return;
  Letter letter{{}, item.item.from(), item.item.from_domain()};
  if (item.item.has_date()) letter.date = item.item.date();
  letters_.emplace_back(item.locator, std::move(letter));
}

Letter Gathered::letter_of(const store::StoredItem& item) const {
  Letter own{{}, item.item.from(), item.item.from_domain()};
  if (item.item.has_date()) own.date = item.item.date();
  if (item.item.kind() != record::KIND_ATTACHMENT) return own;
  // The innermost message around it; a member of an archive has the archive as its parent.
  for (auto message = letters_.rbegin(); message != letters_.rend(); ++message)
    if (item.locator.size() > message->first.size() && item.locator.starts_with(message->first) &&
        (item.locator[message->first.size()] == ':' || item.locator[message->first.size()] == '.' || item.locator[message->first.size()] == '!'))
      return message->second;
  return own;
}

Place Gathered::add(const store::StoredItem& item) {
  add_letter(item);
  survey_.add(item);
  add_keys(item.item);
  Place place = place_of(item.locator);
  Mailbox& mailbox = mailboxes_[place.mailbox];
  ++mailbox.items;
  ++mailbox.verdicts[item.verdict];
  if (const Letter letter = letter_of(item); letter.date)
    ++mailbox.months[month_of(*letter.date)][item.verdict];
  else
    ++mailbox.undated[item.verdict];
  return place;
}

void Gathered::add_keys(const record::Item& item) {
  for (const record::Signature& signature : item.signatures()) {
    if (signature.key_channel().empty()) continue;
    // A certificate has no name in the DNS: the address that it names stands for it.
    auto& uses = keys_[signature.has_certificate() ? signature.identity() : signature.selector() + "._domainkey." + signature.domain()];
    auto use = std::ranges::find_if(uses, [&](const KeyUse& known) {
      return known.channel == signature.key_channel() && known.key_class == signature.key_class() && known.source == signature.key_source();
    });
    if (use == uses.end())
      use = uses.insert(uses.end(), {signature.key_channel(), signature.key_class(), signature.key_source(), signature.key_vouched(), 0, 0});
    ++use->tried;
    use->held += signature.header() == record::PASS;
  }
}

}  // namespace winnow::face
