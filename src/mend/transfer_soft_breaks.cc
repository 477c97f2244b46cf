// docs/mend/transfer.soft-breaks.md
#include "base/undo_limits.h"
#include "mend/encode.h"
#include "mend/parts.h"
#include "mend/step.h"

namespace winnow::mend {
namespace {

constexpr std::string_view kStep = "transfer.soft-breaks";

}  // namespace

// All quoted-printable parts as another program writes them: broken elsewhere with the escapes as they are, then escaped anew.
void propose_soft_breaks(const Draft& draft, Proposals& out) {
  const mail::Message& message = draft.message();
  std::vector<const mail::Part*> parts;
  for (const mail::Part* part : leaf_parts(message))
    if (part->encoding == mail::Encoding::kQuotedPrintable && part->body.size() <= limits::kRewrittenBytes) parts.push_back(part);
  if (parts.empty()) return;
  const auto propose = [&](auto write) {
    std::vector<Edit> edits;
    for (const mail::Part* part : parts)
      if (auto edit = set_body(message, *part, kStep, write(*part))) edits.push_back(std::move(*edit));
    add_proposal(std::move(edits), out);
  };
  for (QuotedPrintableStyle style : quoted_printable_styles()) {
    propose([&](const mail::Part& part) { return rebreak_quoted_printable(text_of(message, part.body), style); });
    for (const bool from : {false, true}) {
      style.from = style.dots = from;
      propose([&](const mail::Part& part) { return encode_quoted_printable(mail::decode_body(message, part, limits::kRewrittenBytes), style); });
    }
  }
}

}  // namespace winnow::mend
