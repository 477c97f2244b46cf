// docs/mend/header.copied.md
#include "base/text.h"
#include "base/undo_limits.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

bool is_too_long(const CopiedFields& copy) {
  if (copy.texts.size() > limits::kUndoFieldsOfOneName) return true;
  for (const std::string& text : copy.texts)
    if (text.size() > limits::kUndoFieldBytes) return true;
  return false;
}

}  // namespace

bool takes_copied(const Scene& scene, std::string_view field) { return !field.empty() && !scene.copies.empty(); }

// What a copy has under this name, instead of what stands here.
void propose_copied(const Scene& scene, std::string_view field, const Form& from, Forms& out) {
  if (!from.steps.empty()) return;
  for (const CopiedFields& copy : scene.copies) {
    if (!iequals(copy.name, field) || is_too_long(copy)) continue;
    Form form;
    for (std::size_t i = 0; i < copy.texts.size(); ++i)
      form.fields.push_back({i < from.fields.size() ? from.fields[i].field : -1, copy.texts[i], copy.source});
    out.push_back(std::move(form));
  }
}

}  // namespace winnow::mend
