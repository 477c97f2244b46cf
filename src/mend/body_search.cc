// Body hashes asked step by step, the likely and cheap ones first.
#include "mend/mend.h"

namespace winnow::mend {
namespace {

bool fits(const Variant& variant, const mail::Message& message, const BodyQuestion& question, Budget& budget) {
  const std::string_view body = std::string_view(variant.bytes()).substr(variant.restored_range({message.body.begin, message.body.end}).begin);
  if (!budget.spend(body.size())) return false;
  Hasher hasher(question.hash);
  proof::hash_canonical_body(body, question.how, proof::BareLineFeed::kRestore, question.limit, hasher);
  return hasher.finish() == question.digest;
}

}  // namespace

std::optional<std::vector<Edit>> mend_body(const mail::Message& message, const BodyQuestion& question, Budget& budget) {
  for (const auto propose : {unquote_from_lines, unquote_some_from_lines})
    for (std::vector<Edit>& edits : propose(message.bytes, message.body.begin))
      if (fits(Variant(message.bytes, edits), message, question, budget)) return std::move(edits);
  return std::nullopt;
}

}  // namespace winnow::mend
