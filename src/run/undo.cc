#include "run/undo.h"

#include <algorithm>

namespace winnow::run {
namespace {

bool body_fails(const proof::Signature& signature) { return signature.body == proof::Half::kFail; }

}  // namespace

bool is_won(const proof::Signature& damaged, const proof::Signature& restored) {
  return body_fails(damaged) && restored.body == proof::Half::kPass;
}

bool is_untouched(const mend::Variant& variant, Range range) {
  const auto first = std::lower_bound(variant.removed.begin(), variant.removed.end(), range.begin);
  return first == variant.removed.end() || *first >= range.end;
}

std::optional<Restored> undo_from_quoting(const mail::Message& message, const std::vector<proof::Signature>& signatures,
                                          const proof::Trust& trust) {
  if (std::none_of(signatures.begin(), signatures.end(), body_fails)) return std::nullopt;
  for (mend::Variant& variant : mend::unquote_from_lines(message.bytes, message.body.begin)) {
    Restored restored{std::make_unique<const mend::Variant>(std::move(variant)), {}, {}};
    restored.message = mail::parse(as_bytes(restored.variant->bytes));
    restored.signatures = proof::verify_signatures(restored.message, trust);
    if (restored.signatures.size() != signatures.size()) continue;
    for (std::size_t i = 0; i < signatures.size(); ++i)
      if (is_won(signatures[i], restored.signatures[i])) return restored;
  }
  return std::nullopt;
}

}  // namespace winnow::run
