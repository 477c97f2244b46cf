#include "run/restored_item.h"

#include <algorithm>

#include "check/undone.h"
#include "run/item.h"

namespace winnow::run {
namespace {

void fill_edits(const mend::Variant& variant, record::Restoration& out) {
  for (const mend::Edit& edit : variant.edits()) {
    record::Edit& one = *out.add_edits();
    one.set_step(std::string(edit.step));
    one.mutable_range()->set_begin(edit.at.begin);
    one.mutable_range()->set_end(edit.at.end);
    one.set_restored(edit.restored);
    one.set_added(edit.added);
    one.set_source(edit.source);
  }
}

// Of the rows those that the restored message serves at least as well as the one at hand: a signature that somebody made on the
// way fits what lies here, and nothing is said about it. The rows of ARC go together.
std::vector<proof::Signature> signatures_of(const Undone& undone, std::span<const proof::Signature> at_hand) {
  std::vector<proof::Signature> rows;
  const std::vector<proof::Signature>& restored = undone.restored.front().signatures;
  const auto is_arc = [](const proof::Signature& row) { return row.mechanism.starts_with(proof::kArc); };
  const auto passes = [](const proof::Signature& row) { return row.result == proof::ResultWord::kPass; };
  bool arc_lost = false;
  for (std::size_t i = 0; i < at_hand.size(); ++i)
    arc_lost |= is_arc(restored[i]) && passes(at_hand[i]) && !passes(restored[i]);
  for (std::size_t i = 0; i < restored.size(); ++i)
    if (i >= at_hand.size() ? passes(restored[i]) : is_arc(restored[i]) ? !arc_lost : passes(restored[i]) || !passes(at_hand[i])) rows.push_back(restored[i]);
  return rows;
}

// What signatures made on the way say of the message at hand, which they fit: the way it took, nothing else.
void check_carriers(const check::Context& at_hand, const Undone& undone, const check::Claims& claims) {
  std::vector<proof::Signature> rows;
  const std::vector<proof::Signature>& restored = undone.restored.front().signatures;
  for (std::size_t i = 0; i < at_hand.signatures.size(); ++i)
    if (at_hand.signatures[i].result == proof::ResultWord::kPass && restored[i].result != proof::ResultWord::kPass) rows.push_back(at_hand.signatures[i]);
  if (rows.empty()) return;
  record::Item scratch = at_hand.item;
  scratch.clear_findings();
  check::run_all({at_hand.message, at_hand.roles, rows, claims, scratch});
  for (record::Finding& finding : *scratch.mutable_findings())
    if (finding.direction() == record::FOR && finding.aspects() == record::CARRIAGE) *at_hand.item.add_findings() = std::move(finding);
}

}  // namespace

void fill_signatures(const mail::Message& message, const std::vector<proof::Signature>& found, const Undone& undone,
                     std::optional<std::int64_t> now, record::Item& item) {
  // A borrowed row is numbered behind those that the message carries.
  const auto own_fields = static_cast<std::uint32_t>(
      std::count_if(found.begin(), found.end(), [](const proof::Signature& row) { return row.mechanism == proof::kDkim; }));
  for (std::size_t i = 0; i < found.size() + undone.borrowed.size(); ++i) {
    record::Signature& row = *item.add_signatures();
    const std::size_t by = i < undone.by.size() ? undone.by[i] : 0;
    if (i >= found.size()) row.set_copy(undone.borrowed[i - found.size()]);
    if (by == 0) {
      fill_signature(message, found[i], now, row);
      continue;
    }
    const Restored& from = undone.restored[by - 1];
    fill_signature(from.message, from.signatures[i], now, row);
    row.set_index(i < found.size() ? found[i].index : own_fields + static_cast<std::uint32_t>(i - found.size()));
    mend::move_ranges(*from.variant, row);
    row.set_restoration(static_cast<std::uint32_t>(by));
    for (const std::string_view step : from.variant->steps()) row.add_undone(std::string(step));
  }
}

void check_restored(const check::Context& at_hand, const Undone& undone, const check::Claims& claims) {
  const Restored& restored = undone.restored.front();
  const mail::Roles roles = mail::roles(restored.message);
  const int first = at_hand.item.findings_size();
  const std::vector<clocks::Reading> clocks = clocks::read(restored.message);
  check::run_all({restored.message, roles, signatures_of(undone, at_hand.signatures), claims, at_hand.item, at_hand.encrypted, clocks});
  for (int i = first; i < at_hand.item.findings_size(); ++i)
    mend::move_ranges(*restored.variant, *at_hand.item.mutable_findings(i));
  std::vector<check::UndoneEdit> edits;
  for (const mend::Edit& edit : restored.variant->edits()) edits.push_back({edit.step, edit.at, edit.added, edit.source});
  check_carriers(at_hand, undone, claims);
  check::compare_restored(at_hand.message, restored.message, edits, at_hand.item);
}

void note_undone(const Undone& undone, record::Item& item) {
  for (const Restored& restored : undone.restored) {
    fill_edits(*restored.variant, *item.add_restorations());
    const auto steps = restored.variant->steps();
    if (std::any_of(steps.begin(), steps.end(), [](std::string_view step) { return step.starts_with("mbox."); }))
      add_note(item, "mbox.from-quoting-undone");
  }
  if (undone.exhausted) add_note(item, "limit.undo-budget");
}

bool stands_in(const Restored& restored, const Range& range, mail::Encoding encoding) {
  if (!restored.variant->is_untouched(range)) return false;
  const Range body = restored.variant->restored_range(range);
  const auto& parts = restored.message.parts;
  return std::any_of(parts.begin(), parts.end(), [&](const mail::Part& one) {
    return one.body.begin <= body.begin && body.end <= one.body.end && one.encoding == encoding && !one.is_multipart();
  });
}

}  // namespace winnow::run
