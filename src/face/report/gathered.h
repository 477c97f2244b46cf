// What the report gathers in its one pass over the items, beside the rows of its table.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "case/case.h"
#include "face/survey.h"

namespace winnow::face {

// kLeftOut: no subjects, names, local parts of addresses, file names, nor any text of a message. What stays: verdicts,
// dates, domains, sizes, hashes, and places by number. For handing the report over while the content may not be told.
enum class Content { kShown, kLeftOut };

inline constexpr std::size_t kListedInReport = 300;  // items for a person's eye that are told in full

using VerdictCounts = std::array<std::uint64_t, 6>;  // index: record::Verdict

struct Mailbox {
  std::string locator;
  std::string label;                       // what the report calls it
  std::uint64_t items = 0;
  VerdictCounts verdicts{};
  std::map<int, VerdictCounts> months;     // year * 12 + month - 1
  VerdictCounts undated{};
};

// Where an item lies: its mailbox and the rest of its locator.
struct Place {
  std::size_t mailbox = 0;
  std::string rest;
};

// Date and author of a message. A part of it has those of its message: what is asked of it is which letter carried it.
struct Letter {
  std::optional<std::int64_t> date;
  std::string from, from_domain;
};

struct KeyUse {
  std::string channel, key_class, source;
  bool vouched = false;
  std::uint64_t held = 0, tried = 0;       // signatures
};

class Gathered {
 public:
  // `box_word`: what a mailbox is called before its number, where names are left out.
  Gathered(const store::Case& opened, Content content, std::string_view box_word);

  Place add(const store::StoredItem& item);
  // Of the item that add() saw last.
  Letter letter_of(const store::StoredItem& item) const;
  // Of an item that add() has seen or that lies in a known mailbox.
  Place place_of(std::string_view locator) const;
  // The place in words that give nothing away where content is left out; `number` tells files of one folder apart.
  std::string shown_place(const Place& place, std::uint64_t number) const;

  const std::vector<Mailbox>& mailboxes() const { return mailboxes_; }
  const Survey& survey() const { return survey_; }
  const std::map<std::string, std::vector<KeyUse>>& keys() const { return keys_; }   // by name in the DNS
  Content content() const { return content_; }

 private:
  void add_letter(const store::StoredItem& item);
  void add_keys(const record::Item& item);
  Content content_;
  Survey survey_{kListedInReport};
  std::vector<Mailbox> mailboxes_;         // the last one takes what lies in none
  std::unordered_map<std::string, std::size_t> by_locator_;
  std::map<std::string, std::vector<KeyUse>> keys_;
  std::vector<std::pair<std::string, Letter>> letters_;   // the message at hand and those in it, by locator
};

// "<local part left out>@domain" and the like; text that is neither a domain nor a date is left out whole.
std::string without_content(std::string_view text);
// A copy of a finding's values with everything but numbers, domains and dates left out.
record::Finding without_content(const record::Finding& finding);

}  // namespace winnow::face
