// docs/checks/witness.attachment.md
#include <algorithm>
#include <unordered_map>

#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// Shorter files are equal by chance or by custom: empty ones, spacers, one-line signatures.
constexpr std::uint64_t kMeaningfulBytes = 64;

// The very bytes of the file are proved, not only its words.
bool is_exact(const record::Item& item) {
  return std::none_of(item.findings().begin(), item.findings().end(),
                      [](const record::Finding& finding) { return finding.check() == "attachment.inherits" && finding.variant() == "words"; });
}

bool is_proved(const Entry& entry) {
  return is_exact(*entry.item) && entry.standings.of(record::AUTHOR) == record::PROVED && entry.standings.of(record::CONTENT) == record::PROVED;
}

}  // namespace

// Only proved attachments testify, and only for loose files: support can never run in a circle.
void witness_attachment(Store& store, const Options&) {
  if (!store.has(record::KIND_DOCUMENT) || !store.has(record::KIND_ATTACHMENT)) return;
  struct Carrier { ItemId id; bool dated; };
  std::unordered_map<std::string, Carrier> proved;   // SHA-256 -> the first attachment that carries these bytes
  store.for_each([&](const Entry& entry) {
    if (entry.item->kind() == record::KIND_ATTACHMENT && is_proved(entry) && entry.item->size() >= kMeaningfulBytes &&
        entry.item->sha256().size() == 32)
      proved.emplace(entry.item->sha256(), Carrier{entry.id, entry.standings.of(record::DATE) == record::PROVED});
  });
  if (proved.empty()) return;
  struct Match { ItemId document, carrier; bool dated; };
  std::vector<Match> matches;
  std::unordered_map<ItemId, std::string> address;
  store.for_each([&](const Entry& entry) {
    if (entry.item->kind() != record::KIND_DOCUMENT) return;
    if (const auto found = proved.find(entry.item->sha256()); found != proved.end()) {
      matches.push_back({entry.id, found->second.id, found->second.dated});
      address.emplace(found->second.id, std::string{});
    }
  });
  if (matches.empty()) return;
  store.for_each([&](const Entry& entry) {
    if (const auto carrier = address.find(entry.id); carrier != address.end()) carrier->second = author_address(*entry.item);
  });
  for (const Match& match : matches) {
    const unsigned aspects = record::AUTHOR | record::CONTENT | static_cast<unsigned>(match.dated ? record::DATE : record::ASPECT_NONE);
    record::Finding support = make_finding("witness.attachment", "", record::FOR, record::STRENGTH_B, aspects, "witness");
    const std::string locator = store.locator(match.carrier);
    add_text(support, "carrier", locator);
    add_text(support, "address", address[match.carrier]);
    add_evidence(support, locator, "equal-bytes");
    store.add(match.document, std::move(support));
  }
}

}  // namespace winnow::relate
