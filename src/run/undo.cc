#include "run/undo.h"

#include <algorithm>

#include "mend/mend.h"
#include "run/item.h"
#include "run/message.h"

namespace winnow::run {
namespace {

// Where the body of the message begins; its end when every signature's field would be in doubt anyway.
std::uint64_t body_begin(std::string_view text) {
  const std::size_t crlf = text.find("\r\n\r\n");
  const std::size_t lf = text.substr(0, crlf).find("\n\n");
  if (lf != std::string_view::npos) return lf + 2;
  return crlf != std::string_view::npos ? crlf + 4 : text.size();
}

bool body_fails(const record::Item& item) {
  return std::any_of(item.signatures().begin(), item.signatures().end(),
                     [](const record::Signature& signature) { return signature.body() == record::FAIL; });
}

// A body hash that failed and now fits: the proof that the variant is what was signed.
bool restores(const record::Item& before, const record::Item& after) {
  if (before.signatures_size() != after.signatures_size()) return false;
  for (int i = 0; i < before.signatures_size(); ++i)
    if (before.signatures(i).body() == record::FAIL && after.signatures(i).body() == record::PASS) return true;
  return false;
}

void name_step(std::string_view step, const record::Item& before, record::Item& after) {
  for (int i = 0; i < after.signatures_size(); ++i)
    if (before.signatures(i).body() == record::FAIL && after.signatures(i).body() == record::PASS)
      after.mutable_signatures(i)->add_undone(std::string(step));
}

// Attachments with the same bytes in both readings inherit what the restored message proves; others keep nothing of it.
void take_inherited(const mend::Variant& variant, ItemGroup& restored, ItemGroup& group, int first) {
  const int count = std::min(restored.items_size(), group.items_size() - first);
  for (int i = 1; i < count; ++i) {
    record::Item& from = *restored.mutable_items(i);
    record::Item& to = *group.mutable_items(first + i);
    if (from.kind() != record::KIND_ATTACHMENT || from.sha256() != to.sha256()) continue;
    if (group.items(first).suffix() + from.suffix() != to.suffix()) continue;
    mend::move_ranges(variant, from);
    to.mutable_findings()->Swap(from.mutable_findings());
  }
}

}  // namespace

void undo_from_quoting(Bytes message, const ExamineOptions& options, ItemGroup& group, int first) {
  record::Item& item = *group.mutable_items(first);
  if (!body_fails(item)) return;
  ExamineOptions as_it_is = options;
  as_it_is.undo_within = false;
  for (const mend::Variant& variant : mend::unquote_from_lines(message, body_begin(as_text(message)))) {
    ItemGroup restored;
    append_message(as_bytes(variant.bytes), as_it_is, restored);
    record::Item& before = *restored.mutable_items(0);
    if (!restores(item, before)) continue;
    name_step(variant.step, item, before);
    mend::move_ranges(variant, before);
    item.mutable_signatures()->Swap(before.mutable_signatures());
    item.mutable_findings()->Swap(before.mutable_findings());
    add_note(item, "mbox.from-quoting-undone");
    take_inherited(variant, restored, group, first);
    return;
  }
}

}  // namespace winnow::run
