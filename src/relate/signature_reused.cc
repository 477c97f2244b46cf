// docs/checks/signature.reused.md
#include <algorithm>
#include <cstring>
#include <map>
#include <string>

#include "base/hash.h"
#include "relate/item.h"
#include "relate/relations.h"

namespace winnow::relate {
namespace {

// One signature field somewhere in the dump, as small as it can be: all of them are held at once.
struct Use {
  std::uint64_t value = 0;      // of the signature (record.proto, value_digest)
  std::uint64_t message = 0;    // first bytes of the item's SHA-256
  ItemId id = 0;
  std::uint64_t message_id = 0, sending = 0;   // digests of Message-ID, and of author and date as shown
  bool intact = false;                         // both halves hold here
};

// Copies of one mail keep its Message-ID, or where a gateway gave it a new one, its author and its date.
bool is_other_mail(const Use& a, const Use& b) { return a.message_id != b.message_id && a.sending != b.sending; }

// The other message that shares a signature with one, the intact one first, and what that says.
struct Meeting {
  ItemId other = 0;
  std::string_view variant;
};

std::string_view variant_of(const Use& here, const Use& there) {
  if (here.intact) return there.intact ? "both" : "source";
  if (is_other_mail(here, there)) return there.intact ? "moved" : "two-mails";
  return there.intact ? "intact" : "";
}

class SignatureReused final : public Relation {
 public:
  void learn(const Entry& entry) override {
    const record::Item& item = *entry.item;
    if (item.kind() != record::KIND_MESSAGE || item.signatures().empty()) return;
    Use use{.message = first_bytes(item.sha256()), .id = entry.id};
    use.message_id = first_bytes(sha256(as_bytes(item.message_id())));
    use.sending = first_bytes(sha256(as_bytes(item.from() + "\n" + std::to_string(item.date()))));
    for (const record::Signature& signature : item.signatures()) {
      // A seal stays in every later form of its mail, and says nothing of the body. What a copy lent is not in this message.
      if (!signature.copy().empty() || signature.mechanism() == "arc-seal" || signature.value_digest().size() != 8) continue;
      use.value = first_bytes(signature.value_digest());
      use.intact = signature.result() == record::RESULT_PASS;
      uses_.push_back(use);
    }
  }

  void conclude(Store& store) override {
    std::sort(uses_.begin(), uses_.end(), [](const Use& a, const Use& b) {
      return std::tuple(a.value, !a.intact, a.id) < std::tuple(b.value, !b.intact, b.id);
    });
    std::map<ItemId, Meeting> meetings;
    for (std::size_t begin = 0, end = 0; begin < uses_.size(); begin = end) {
      while (end < uses_.size() && uses_[end].value == uses_[begin].value) ++end;
      // The first that is another message: the first of all, and for that one and its copies the first that differs from it.
      std::size_t second = begin;
      while (second < end && uses_[second].message == uses_[begin].message) ++second;
      if (second == end) continue;
      for (std::size_t i = begin; i < end; ++i) {
        const Use& other = uses_[uses_[i].message != uses_[begin].message ? begin : second];
        meetings.emplace(uses_[i].id, Meeting{other.id, variant_of(uses_[i], other)});
      }
    }
    for (const auto& [item, meeting] : meetings) {
      record::Finding note = make_finding("signature.reused", meeting.variant, record::NOTE, record::STRENGTH_D,
                                          record::AUTHOR | record::CONTENT, "copies");
      const std::string locator = store.locator(meeting.other);
      add_text(note, "other", locator);
      add_evidence(note, locator, "same-signature");
      store.add(item, std::move(note));
    }
  }

 private:
  std::vector<Use> uses_;
};

}  // namespace

std::unique_ptr<Relation> signature_reused(const Options&, const Authors&) { return std::make_unique<SignatureReused>(); }

}  // namespace winnow::relate
