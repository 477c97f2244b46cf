#include "run/restored_item.h"

#include <algorithm>

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
  }
}

}  // namespace

void fill_signatures(const mail::Message& message, const std::vector<proof::Signature>& found, const Undone& undone,
                     std::optional<std::int64_t> now, record::Item& item) {
  for (std::size_t i = 0; i < found.size(); ++i) {
    record::Signature& row = *item.add_signatures();
    const std::size_t by = i < undone.by.size() ? undone.by[i] : 0;
    if (by == 0) {
      fill_signature(message, found[i], now, row);
      continue;
    }
    const Restored& from = undone.restored[by - 1];
    fill_signature(from.message, from.signatures[i], now, row);
    mend::move_ranges(*from.variant, row);
    row.set_restoration(static_cast<std::uint32_t>(by));
    for (const std::string_view step : from.variant->steps()) row.add_undone(std::string(step));
  }
}

void check_restored(const check::Context& at_hand, const Undone& undone, const check::Claims& claims) {
  const Restored& restored = undone.restored.front();
  const mail::Roles roles = mail::roles(restored.message);
  const int first = at_hand.item.findings_size();
  check::run_all({restored.message, roles, restored.signatures, claims, at_hand.item});
  for (int i = first; i < at_hand.item.findings_size(); ++i)
    mend::move_ranges(*restored.variant, *at_hand.item.mutable_findings(i));
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
