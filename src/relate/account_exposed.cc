// docs/checks/account.exposed.md
#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "record/mailbox.h"
#include "relate/authors.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// A mailbox is somebody's own where one address takes part in most of its mail and writes some of it.
constexpr std::uint32_t kFewestMessages = 5, kFewestWritten = 1;

struct Role { std::uint32_t takes_part = 0, writes = 0; };
struct Mailbox {
  std::uint32_t messages = 0;
  std::unordered_map<std::string, Role> roles;
};

class AccountExposed final : public Relation {
 public:
  explicit AccountExposed(const Authors& authors) : authors_(authors) {}

  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (item.kind() != record::KIND_MESSAGE || !item.suffix().empty()) return;
    const std::string_view name = record::mailbox_of(entry.source, entry.message);
    auto mailbox = mailboxes_.find(name);
    if (mailbox == mailboxes_.end()) mailbox = mailboxes_.emplace(name, Mailbox{}).first;
    ++mailbox->second.messages;
    seen_.clear();
    for (int i = 0; i < item.people_size() && i < 32; ++i) {
      std::string address = lower(item.people(i).address());
      if (address.empty() || std::find(seen_.begin(), seen_.end(), address) != seen_.end()) continue;
      Role& role = mailbox->second.roles[address];
      ++role.takes_part;
      role.writes += i == 0 ? 1 : 0;
      seen_.push_back(std::move(address));
    }
  }

  void conclude(Store& store) override {
    std::set<std::string, std::less<>> exposed;
    for (const auto& [name, mailbox] : mailboxes_) {
      if (mailbox.messages < kFewestMessages) continue;
      for (const auto& [address, role] : mailbox.roles)
        if (2 * role.takes_part > mailbox.messages && role.writes >= kFewestWritten && role.writes < mailbox.messages)
          exposed.insert(address);
    }
    const auto is_exposed = [&](std::string_view address) { return exposed.contains(address); };
    authors_.for_each(is_exposed, [&](std::string_view address, std::span<const ItemId> items) {
      std::vector<ItemId> believed;
      for (const ItemId id : items)
        if (const auto author = store.standings(id).of(record::AUTHOR); author == record::PROVED || author == record::SUPPORTED)
          believed.push_back(id);
      if (believed.empty()) return;
      record::Finding note = make_finding("account.exposed", "", record::NOTE, record::STRENGTH_D, record::AUTHOR, "account");
      add_text(note, "address", address);
      store.add(believed, std::move(note));
    });
  }

 private:
  const Authors& authors_;
  std::map<std::string, Mailbox, std::less<>> mailboxes_;
  std::vector<std::string> seen_;           // addresses of the message at work
};

}  // namespace

std::unique_ptr<Relation> account_exposed(const Options&, const Authors& authors) { return std::make_unique<AccountExposed>(authors); }

}  // namespace winnow::relate
