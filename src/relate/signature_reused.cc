// docs/checks/signature.reused.md
#include <algorithm>
#include <cstring>
#include <map>

#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// One signature field somewhere in the dump, as small as it can be: all of them are held at once.
struct Use {
  std::uint64_t value = 0;      // of the signature (record.proto, value_digest)
  std::uint64_t message = 0;    // first bytes of the item's SHA-256
  ItemId id = 0;
  bool intact = false;          // both halves hold here
};

std::uint64_t first_bytes(std::string_view digest) {
  std::uint64_t out = 0;
  std::memcpy(&out, digest.data(), std::min(digest.size(), sizeof out));
  return out;
}

std::vector<Use> all_uses(const Store& store) {
  std::vector<Use> uses;
  store.for_each([&](const Entry& entry) {
    if (entry.item->kind() != record::KIND_MESSAGE) return;
    for (const record::Signature& signature : entry.item->signatures())
      if (signature.value_digest().size() == 8)
        uses.push_back({first_bytes(signature.value_digest()), first_bytes(entry.item->sha256()), entry.id,
                        signature.result() == record::RESULT_PASS});
  });
  std::sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) {
    return std::tuple(a.value, !a.intact, a.id) < std::tuple(b.value, !b.intact, b.id);
  });
  return uses;
}

}  // namespace

void signature_reused(Store& store, const Options&) {
  const std::vector<Use> uses = all_uses(store);
  std::map<ItemId, ItemId> seen_in;   // item -> the message that shares a signature with it, the intact one first
  std::map<ItemId, bool> intact;
  for (std::size_t begin = 0, end = 0; begin < uses.size(); begin = end) {
    while (end < uses.size() && uses[end].value == uses[begin].value) ++end;
    for (std::size_t i = begin; i < end; ++i) {
      const auto other = std::find_if(uses.begin() + begin, uses.begin() + end,
                                      [&](const Use& use) { return use.message != uses[i].message; });
      if (other == uses.begin() + end) continue;
      if (!seen_in.emplace(uses[i].id, other->id).second) continue;
      intact[uses[i].id] = other->intact;
    }
  }
  for (const auto& [item, other] : seen_in) {
    record::Finding note = make_finding("signature.reused", intact[item] ? "intact" : "", record::NOTE, record::STRENGTH_D,
                                        record::AUTHOR | record::CONTENT, "copies");
    const std::string locator = store.locator(other);
    add_text(note, "other", locator);
    add_evidence(note, locator, "same-signature");
    store.add(item, std::move(note));
  }
}

}  // namespace winnow::relate
