// docs/checks/account.exposed.md
#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/locator.h"
#include "base/text.h"
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

// The mailbox that a message lies in: the source of "#N", or the folder of a file that is one message.
std::string mailbox_of(std::string_view locator) {
  const LocatorParts parts = split_locator(locator);
  if (parts.message != 0) return parts.source;
  std::string_view folder = std::string_view(parts.source).substr(0, parts.source.rfind('/') == std::string::npos ? 0 : parts.source.rfind('/'));
  for (const std::string_view inner : {"/cur", "/new", "/tmp"})
    if (folder.ends_with(inner)) folder.remove_suffix(inner.size());
  return std::string(folder);
}

}  // namespace

void account_exposed(Store& store, const Options&) {
  std::map<std::string, Mailbox> mailboxes;
  store.for_each([&](const Entry& entry) {
    const record::Item& item = *entry.item;
    if (item.kind() != record::KIND_MESSAGE || !item.suffix().empty()) return;
    Mailbox& mailbox = mailboxes[mailbox_of(store.locator(entry.id))];
    ++mailbox.messages;
    std::vector<std::string> seen;
    for (int i = 0; i < item.people_size() && i < 32; ++i) {
      std::string address = lower(item.people(i).address());
      if (address.empty() || std::find(seen.begin(), seen.end(), address) != seen.end()) continue;
      Role& role = mailbox.roles[address];
      ++role.takes_part;
      role.writes += i == 0 ? 1 : 0;
      seen.push_back(std::move(address));
    }
  });
  std::map<std::string, bool> exposed;
  for (const auto& [name, mailbox] : mailboxes) {
    if (mailbox.messages < kFewestMessages) continue;
    for (const auto& [address, role] : mailbox.roles)
      if (2 * role.takes_part > mailbox.messages && role.writes >= kFewestWritten && role.writes < mailbox.messages) exposed[address] = true;
  }
  if (exposed.empty()) return;
  store.for_each([&](const Entry& entry) {
    const record::Standing author = entry.standings.of(record::AUTHOR);
    if (author != record::PROVED && author != record::SUPPORTED) return;
    const std::string address = author_address(*entry.item);
    if (!exposed.contains(address)) return;
    record::Finding note = make_finding("account.exposed", "", record::NOTE, record::STRENGTH_D, record::AUTHOR, "account");
    add_text(note, "address", address);
    store.add(entry.id, std::move(note));
  });
}

}  // namespace winnow::relate
