// The search for the header that was signed (DESIGN section 8). For the fields of each name that a signature covers there is
// a short list of forms; combinations of them are tried from the likeliest on, each for one hash of the canonical header.
#include <algorithm>
#include <queue>

#include "base/hash.h"
#include "base/text.h"
#include "base/undo_limits.h"
#include "mend/header_forms.h"
#include "mend/mend.h"
#include "proof/ready_key.h"
#include "proof/signature_field.h"

namespace winnow::mend {
namespace {

using proof::Signature;

constexpr std::size_t kTextsAhead = 64;   // room made at once for the texts of forms

// Whether a digest is the one that was signed. Under an RSA key the value says which; any other key is asked each time.
class Oracle {
 public:
  Oracle(const mail::Message& message, const Signature& signature, const proof::KeySource& keys) : expected_(signature.signed_digest) {
    const mail::Field& own = message.fields[static_cast<std::size_t>(signature.field)];
    field_ = signature.mechanism == proof::kArcMessageSignature ? proof::read_arc_message_signature(own.value)
                                                                : proof::read_signature_field(own.value);
    if (expected_.empty() && field_.value && field_.key_kind == proof::KeyKind::kEd25519) find_keys(signature, keys);
  }

  // False: no key made the value, and nothing can be searched for.
  bool can_answer() const { return !expected_.empty() || !keys_.empty(); }
  HashKind hash() const { return field_.hash; }
  // What asking costs beside the hash, in bytes hashed in the same time.
  std::uint64_t price() const { return expected_.empty() ? keys_.size() * limits::kUndoVerifyPrice : 0; }

  bool fits(std::string_view digest) const {
    if (!expected_.empty()) return digest == expected_;
    return std::any_of(keys_.begin(), keys_.end(), [&](const proof::Key* key) {
      return proof::ready_key(key->record).verify(field_.hash, digest, *field_.value);
    });
  }

 private:
  void find_keys(const Signature& signature, const proof::KeySource& keys) {
    for (const proof::Key* key : keys.find(signature.domain, signature.selector)) {
      if (keys_.size() >= limits::kUndoKeys) break;
      const auto& value = proof::ready_key(key->record).record.key;
      if (value && value->kind == proof::KeyKind::kEd25519) keys_.push_back(key);
    }
  }

  const std::string& expected_;
  proof::SignatureField field_;
  std::vector<const proof::Key*> keys_;
};

// One combination: which form of which groups, the others in their first.
struct Choice {
  unsigned cost = 0;
  std::vector<std::pair<std::uint16_t, std::uint32_t>> picked;   // place in the order of groups, form (from 1)
};
struct Dearer {
  bool operator()(const Choice& a, const Choice& b) const {
    return a.cost != b.cost ? a.cost > b.cost : a.picked > b.picked;
  }
};

class HeaderSearch {
 public:
  HeaderSearch(const mail::Message& message, const Signature& signature, const Scene& scene, const Oracle& oracle, Budget& budget)
      : message_(message), signature_(signature), scene_(scene), oracle_(oracle), budget_(budget), hasher_(oracle.hash()) {}

  std::optional<std::vector<Edit>> run() {
    if (!lay_out()) return std::nullopt;
    for (const Round round : {Round::kLikely, Round::kOneStep, Round::kTwoSteps}) {
      for (Group& group : groups_) {
        group.forms = group.is_own ? own_forms(scene_) : forms_of(scene_, group.name, round);
        group.texts.clear();
      }
      if (auto edits = best_first(share_of(round))) return edits;
    }
    return std::nullopt;
  }

 private:
  // How much a round may spend: the header has its share of what the message has, by size.
  std::uint64_t share_of(Round round) const {
    const std::uint64_t times = 1 + budget_.left() / std::max<std::uint64_t>(message_.bytes.size(), 1);
    const std::uint64_t all = std::max(times * size_, limits::kUndoHeaderFloorBytes) / 2;
    return round == Round::kLikely ? all / 8 : all;
  }

  // The fields of one name, and the forms they may have had, cheapest first.
  struct Group {
    std::string name;                    // lower case
    std::vector<std::size_t> slots;      // places in the order of hashing, the bottom field's first
    FormList forms;
    std::vector<std::vector<std::string>> texts;   // of each form, of each slot; made when wanted
    bool is_own = false;                 // the signature's own field, whose value is left out
  };

  // Which group stands at which place of the hash. False where the header is larger than a search may be.
  bool lay_out() {
    const std::vector<std::string>& names = signature_.header_fields;
    if (names.size() != signature_.signed_fields.size() || names.size() > limits::kUndoSlots) return false;
    for (std::size_t slot = 0; slot < names.size(); ++slot) {
      auto group = std::find_if(groups_.begin(), groups_.end(), [&](const Group& one) { return one.name == names[slot]; });
      if (group == groups_.end()) group = groups_.insert(groups_.end(), Group{names[slot], {}, {}, {}, false});
      group->slots.push_back(slot);
      group_of_.push_back(static_cast<std::size_t>(group - groups_.begin()));
      place_of_.push_back(group->slots.size() - 1);
      if (signature_.signed_fields[slot] >= 0) size_ += message_.fields[static_cast<std::size_t>(signature_.signed_fields[slot])].raw.size();
    }
    Signature own = signature_;
    own.signed_fields.clear();
    own_ = proof::canonical_header(message_, own);
    size_ += own_.size();
    if (size_ > limits::kUndoHeaderBytes) return false;
    group_of_.push_back(groups_.size());
    place_of_.push_back(0);
    groups_.push_back({{}, {names.size()}, {}, {}, true});
    return true;
  }

  // Canonical text of a slot under a form of its group; nothing where the form has no field left for it.
  void append_slot(std::size_t slot, const Form& form, std::string& out) const {
    if (groups_[group_of_[slot]].is_own) return append_own(form, out);
    const std::size_t from_bottom = place_of_[slot];
    if (from_bottom >= form.fields.size()) return;
    const std::string& text = form.fields[form.fields.size() - 1 - from_bottom].text;
    proof::append_canonical_field(as_field(text), scene_.how, out);
  }
  // The same for every slot of a group, made once for each form that is tried.
  const std::vector<std::string>& texts_of(std::size_t group, std::size_t form) {
    Group& owner = groups_[group];
    if (owner.texts.size() <= form) owner.texts.resize(std::min(owner.forms.size(), form + kTextsAhead));
    std::vector<std::string>& texts = owner.texts[form];
    if (!texts.empty()) return texts;
    const Form chosen = owner.forms.at(form);
    for (const std::size_t slot : owner.slots) append_slot(slot, chosen, texts.emplace_back());
    return texts;
  }

  void append_own(const Form& form, std::string& out) const {
    if (form.steps.empty()) {
      out += own_;
      return;
    }
    const mail::Field field = as_field(form.fields[0].text);
    const Range value = proof::signature_value_range(field.value);
    proof::append_signature_field(field, scene_.how, value.begin, value.end, out);
  }

  // States of the hash in front of every slot, and the text of every slot, under the first forms.
  void hash_first_forms() {
    states_.clear();
    Hasher hasher(oracle_.hash());
    for (std::size_t slot = 0; slot < group_of_.size(); ++slot) {
      states_.push_back(hasher);
      hasher.update(texts_of(group_of_[slot], 0)[place_of_[slot]]);
    }
    states_.push_back(hasher);
  }
  // Groups that have more than one form, those whose second form is likeliest first.
  void order_groups() {
    order_.clear();
    for (std::size_t group = 0; group < groups_.size(); ++group)
      if (groups_[group].forms.size() > 1) order_.push_back(group);
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) { return more(a, 1) < more(b, 1); });
  }
  // By how much a form is less likely than the group's first.
  unsigned more(std::size_t group, std::size_t form) const { return groups_[group].forms.cost(form) - groups_[group].forms.cost(0); }

  std::optional<std::vector<Edit>> best_first(std::uint64_t most) {
    hash_first_forms();
    order_groups();
    const std::uint64_t enough = budget_.left() - std::min(most, budget_.left());
    std::priority_queue<Choice, std::vector<Choice>, Dearer> queue;
    queue.push({});
    while (!queue.empty() && budget_.left() >= enough) {
      const Choice choice = queue.top();
      queue.pop();
      const auto answer = fits(choice);
      if (!answer) return std::nullopt;
      if (*answer) return edits_of(choice);
      if (queue.size() < limits::kUndoQueue) push_next(choice, queue);
    }
    return std::nullopt;
  }

  // Every combination is reached once: by the next form of the last group changed, by the second form of the group behind it, or,
  // where the last group has its second form, by that of the next group instead.
  void push_next(const Choice& choice, std::priority_queue<Choice, std::vector<Choice>, Dearer>& queue) const {
    const auto push = [&](Choice next, std::size_t place, std::uint32_t form) {
      next.picked.emplace_back(static_cast<std::uint16_t>(place), form);
      next.cost += more(order_[place], form);
      queue.push(std::move(next));
    };
    if (choice.picked.empty()) {
      if (!order_.empty()) push(choice, 0, 1);
      return;
    }
    const auto [place, form] = choice.picked.back();
    Choice without = choice;
    without.picked.pop_back();
    without.cost -= more(order_[place], form);
    if (form + 1 < groups_[order_[place]].forms.size()) push(without, place, form + 1);
    const std::size_t behind = place + std::size_t{1};
    if (behind >= order_.size()) return;
    if (form == 1) push(without, behind, 1);
    if (choice.picked.size() < limits::kUndoFieldsAtOnce) push(choice, behind, 1);
  }

  // Nothing where the budget does not suffice.
  std::optional<bool> fits(const Choice& choice) {
    std::size_t first = group_of_.size();
    picked_.assign(groups_.size(), 0);
    for (const auto& [place, form] : choice.picked) {
      picked_[order_[place]] = form;
      first = std::min(first, groups_[order_[place]].slots.front());
    }
    text_.clear();
    for (std::size_t slot = first; slot < group_of_.size(); ++slot) {
      const std::size_t group = group_of_[slot];
      text_ += texts_of(group, picked_[group])[place_of_[slot]];
    }
    if (!budget_.spend(text_.size() + limits::kUndoTryBytes + oracle_.price())) return std::nullopt;
    hasher_ = states_[first];
    hasher_.update(text_);
    return oracle_.fits(hasher_.finish());
  }

  std::vector<Edit> edits_of(const Choice& choice) const {
    std::vector<Edit> edits;
    std::vector<std::uint32_t> forms(groups_.size(), 0);
    for (const auto& [place, form] : choice.picked) forms[order_[place]] = form;
    for (std::size_t i = 0; i < groups_.size(); ++i) append_edits(scene_, groups_[i].name, groups_[i].forms.at(forms[i]), edits);
    std::stable_sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.at.begin < b.at.begin; });
    return edits;
  }

  const mail::Message& message_;
  const Signature& signature_;
  const Scene& scene_;
  const Oracle& oracle_;
  Budget& budget_;
  Hasher hasher_;
  std::uint64_t size_ = 0;                         // of what is hashed, about
  std::vector<Group> groups_;
  std::vector<std::size_t> group_of_, place_of_;   // of each slot: its group, and its place in it from the bottom
  std::string own_;                                // the signature's own field in canonical form
  std::vector<Hasher> states_;
  std::vector<std::size_t> order_;                 // groups that can change
  std::vector<std::uint32_t> picked_;              // of each group
  std::string text_;
};

}  // namespace

std::optional<std::vector<Edit>> mend_header(const mail::Message& message, const Signature& signature, const proof::KeySource& keys,
                                             std::span<const FieldHint> hints, Budget& budget,
                                             std::span<const CopiedFields> copies) {
  if (message.fields.size() > limits::kUndoFields || signature.field < 0 || signature.entity || signature.mechanism == proof::kDomainKeys) return std::nullopt;
  const Oracle oracle(message, signature, keys);
  if (!oracle.can_answer()) return std::nullopt;
  const Scene scene(message, signature.field, signature.header_simple ? proof::Canonicalization::kSimple : proof::Canonicalization::kRelaxed, hints, copies);
  auto edits = HeaderSearch(message, signature, scene, oracle, budget).run();
  if (edits && edits->empty()) return std::nullopt;   // it fits as it is
  return edits;
}

}  // namespace winnow::mend
