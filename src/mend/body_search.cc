// Which body was signed: the steps and their combinations, the likely and cheap ones first, until the hash agrees.
#include <algorithm>

#include "base/undo_limits.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

class BodySearch {
 public:
  BodySearch(const mail::Message& message, const BodyQuestion& question, Budget& budget) : question_(question), budget_(&budget) {
    drafts_.push_back({Draft(message), Layer::kMailbox, 0});
  }

  // Drafts with few rounds of edits come before those with more; each is scanned as soon as it is made. What costs much is
  // asked in between, each time for a part of the budget.
  std::optional<std::vector<Edit>> run() {
    const auto found = [&] {
      if (scan(drafts_.front().draft, false) || grow(0) || scan(drafts_.front().draft, true)) return true;
      const std::size_t ones = drafts_.size();
      if (in_part(2, [&] { return grow_all(1, ones); })) return true;
      for (std::size_t i = 1; i < ones; ++i)
        if (in_part(4, [&] { return scan(drafts_[i].draft, true); })) return true;
      return grow_all(1, ones) || grow_all(ones, drafts_.size());
    };
    if (found()) return found_;
    return std::nullopt;
  }

 private:
  struct Node {
    Draft draft;
    Layer next;               // the first kind that may still be added
    std::size_t kinds;        // how many it holds
  };

  bool grow_all(std::size_t from, std::size_t to) {
    for (std::size_t i = from; i < to; ++i)
      if (grow(i)) return true;
    return false;
  }
  template <typename Search>
  bool in_part(std::uint64_t of, Search search) {
    Budget* const whole = budget_;
    const bool found = whole->with_part(of, [&](Budget& part) {
      budget_ = &part;
      return search();
    });
    budget_ = whole;
    return found;
  }
  bool grow(std::size_t index) {
    Proposals proposals;
    // A body that is too large to be kept as an edit is not written anew.
    const bool small = drafts_[index].draft.bytes().size() <= limits::kEditBytes;
    for (const Rewriting& step : rewritings()) {
      if (step.layer < drafts_[index].next || (!small && step.layer >= Layer::kCharset)) continue;
      if (budget_->left() < drafts_[index].draft.bytes().size()) return false;
      proposals.clear();
      step.propose(drafts_[index].draft, proposals);
      if (drafts_[index].kinds > 0 && proposals.size() > limits::kUndoProposalsOfMore) proposals.resize(limits::kUndoProposalsOfMore);
      for (const std::vector<Edit>& edits : proposals) {
        if (drafts_.size() >= limits::kUndoDrafts || !budget_->spend(drafts_[index].draft.bytes().size())) return false;
        Node node{Draft(drafts_[index].draft, edits), static_cast<Layer>(static_cast<int>(step.layer) + 1), drafts_[index].kinds + 1};
        if (is_known(node.draft.bytes())) continue;
        if (scan(node.draft, false)) return true;
        held_bytes_ += node.draft.bytes().size();
        if (held_bytes_ <= limits::kUndoDraftBytes) drafts_.push_back(std::move(node));
      }
    }
    return false;
  }
  // No body is asked twice.
  bool is_known(std::string_view bytes) const {
    return std::any_of(drafts_.begin(), drafts_.end(), [&](const Node& node) { return node.draft.bytes() == bytes; });
  }
  bool scan(const Draft& draft, bool thorough) {
    for (const Scan& each : scans()) {
      if (each.thorough != thorough) continue;
      const auto find = [&](Budget& budget) { return each.find(draft, question_, budget); };
      if (auto edits = thorough ? budget_->with_part(3, find) : find(*budget_)) {
        found_ = draft.with(*edits);
        return true;
      }
    }
    return false;
  }

  const BodyQuestion& question_;
  Budget* budget_;
  std::vector<Node> drafts_;
  std::uint64_t held_bytes_ = 0;
  std::vector<Edit> found_;
};

bool is_small(const std::vector<Edit>& edits) {
  std::size_t bytes = 0;
  for (const Edit& edit : edits) bytes += edit.restored.size();
  return edits.size() <= limits::kEdits && bytes <= limits::kEditBytes;
}

}  // namespace

Draft::Draft(const mail::Message& at_hand) : at_hand_(at_hand.bytes), message_(at_hand) {}

Draft::Draft(const Draft& before, const std::vector<Edit>& edits)
    : at_hand_(before.at_hand_), variant_(std::make_shared<const Variant>(before.at_hand_, before.with(edits))),
      message_(mail::parse(as_bytes(variant_->bytes()))) {}

std::vector<Edit> Draft::with(const std::vector<Edit>& edits) const { return variant_ ? compose(*variant_, edits) : edits; }

std::optional<std::vector<Edit>> mend_body(const mail::Message& message, const BodyQuestion& question, Budget& budget) {
  auto edits = BodySearch(message, question, budget).run();
  if (edits && !is_small(*edits)) return std::nullopt;
  return edits;
}

}  // namespace winnow::mend
