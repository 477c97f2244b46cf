// docs/checks/witness.attachment.md
#include <algorithm>
#include <array>
#include <compare>
#include <vector>

#include "relate/authors.h"
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

bool is_proved(const record::Standings& standings) {
  return standings.of(record::AUTHOR) == record::PROVED && standings.of(record::CONTENT) == record::PROVED;
}

using Digest = std::array<char, 32>;

// Only proved attachments testify, and only for loose files: support can never run in a circle.
class WitnessAttachment final : public Relation {
 public:
  explicit WitnessAttachment(const Authors& authors) : authors_(authors) {}

  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    Holder holder{{}, entry.id};
    if (item.sha256().size() != holder.digest.size()) return;
    std::copy(item.sha256().begin(), item.sha256().end(), holder.digest.begin());
    if (item.kind() == record::KIND_DOCUMENT) documents_.push_back(holder);
    if (item.kind() == record::KIND_ATTACHMENT && is_proved(entry.standings) && item.size() >= kMeaningfulBytes && is_exact(item))
      carriers_.push_back(holder);
  }

  void conclude(Store& store) override {
    std::sort(carriers_.begin(), carriers_.end());
    for (const Holder& document : documents_) {
      const auto first = std::lower_bound(carriers_.begin(), carriers_.end(), Holder{document.digest, 0});
      // The first attachment with these bytes that is proved still.
      const auto carrier = std::find_if(first, carriers_.end(), [&](const Holder& holder) {
        return holder.digest != document.digest || is_proved(store.standings(holder.id));
      });
      if (carrier != carriers_.end() && carrier->digest == document.digest) support(store, document.id, carrier->id);
    }
  }

 private:
  struct Holder {
    Digest digest;
    ItemId id;
    friend auto operator<=>(const Holder&, const Holder&) = default;
  };

  void support(Store& store, ItemId document, ItemId carrier) const {
    const bool dated = store.standings(carrier).of(record::DATE) == record::PROVED;
    const unsigned aspects = record::AUTHOR | record::CONTENT | static_cast<unsigned>(dated ? record::DATE : record::ASPECT_NONE);
    record::Finding support = make_finding("witness.attachment", "", record::FOR, record::STRENGTH_B, aspects, "witness");
    const std::string locator = store.locator(carrier);
    add_text(support, "carrier", locator);
    add_text(support, "address", authors_.of(carrier));
    add_evidence(support, locator, "equal-bytes");
    store.add(document, std::move(support));
  }

  const Authors& authors_;
  std::vector<Holder> carriers_, documents_;
};

}  // namespace

std::unique_ptr<Relation> witness_attachment(const Options&, const Authors& authors) {
  return std::make_unique<WitnessAttachment>(authors);
}

}  // namespace winnow::relate
