// docs/checks/key.computed.md
#include <algorithm>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/hash.h"
#include "base/lost_key_limits.h"
#include "base/time.h"
#include "record/computed.h"
#include "record/mailbox.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// What one key signed.
struct Hand {
  std::string domain, selector, known_as;
  std::vector<ItemId> items;
  std::set<std::uint64_t> values;             // copies of one mail share theirs
  std::set<std::string, std::less<>> mailboxes, authors;
  std::optional<std::int64_t> first, last;
};

// The name under which the key is published, as its source says it.
std::string known_as(std::string_view source) {
  const std::size_t at = source.find(record::kKnownAs);
  if (at == std::string_view::npos) return {};
  source.remove_prefix(at + record::kKnownAs.size());
  return std::string(source.substr(0, source.find(' ')));
}

bool is_computed_here(const record::Signature& signature) {
  return signature.key_channel() == "computed" && signature.header() == record::PASS && !signature.key_p().empty() &&
         signature.key_source().find(record::kOfThisDump) != std::string::npos;
}

class KeyComputed final : public Relation {
 public:
  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (item.kind() != record::KIND_MESSAGE) return;
    for (const record::Signature& signature : item.signatures())
      if (is_computed_here(signature)) add(entry, signature);
  }

  void conclude(Store& store) override {
    for (auto& [key, hand] : hands_) {
      hand.items.erase(std::unique(hand.items.begin(), hand.items.end()), hand.items.end());
      record::Finding note = make_finding("key.computed", hand.known_as.empty() ? "" : "known", record::NOTE, record::STRENGTH_C,
                                          record::AUTHOR, "signature");
      add_text(note, "domain", hand.domain);
      add_text(note, "selector", hand.selector);
      if (!hand.known_as.empty()) add_text(note, "known", hand.known_as);
      add_number(note, "messages", static_cast<std::int64_t>(hand.values.size()));
      add_number(note, "mailboxes", static_cast<std::int64_t>(hand.mailboxes.size()));
      add_number(note, "authors", static_cast<std::int64_t>(hand.authors.size()));
      add_text(note, "first", hand.first ? iso_date(*hand.first) : "?");
      add_text(note, "last", hand.last ? iso_date(*hand.last) : "?");
      // So that each of its messages leads to two more, of which the key can be computed again.
      for (std::size_t i = 0; i < hand.items.size() && i < limits::kLostKeyAtOnce; ++i)
        add_evidence(note, store.locator(hand.items[i]), "same-key");
      store.add(hand.items, std::move(note));
    }
  }

 private:
  void add(const Entry& entry, const record::Signature& signature) {
    Hand& hand = hands_[sha256(as_bytes(signature.key_p()))];
    if (hand.items.empty()) {
      hand.domain = signature.domain();
      hand.selector = signature.selector();
      hand.known_as = known_as(signature.key_source());
    }
    const record::Item& item = *entry.item;
    hand.items.push_back(entry.id);
    hand.values.insert(first_bytes(signature.value_digest()));
    if (hand.mailboxes.size() < limits::kLostKeyNames) hand.mailboxes.emplace(record::mailbox_of(entry.source, entry.message));
    if (hand.authors.size() < limits::kLostKeyNames) hand.authors.insert(author_address(item));
    if (!signature.has_signed_at() && !item.has_date()) return;
    const std::int64_t when = signature.has_signed_at() ? signature.signed_at() : item.date();
    hand.first = std::min(hand.first.value_or(when), when);
    hand.last = std::max(hand.last.value_or(when), when);
  }

  std::map<std::string, Hand> hands_;         // by the digest of the key
};

}  // namespace

std::unique_ptr<Relation> key_computed(const Options&, const Authors&) { return std::make_unique<KeyComputed>(); }

}  // namespace winnow::relate
