// docs/checks/attachment.inherits.md
#include <algorithm>

#include "base/time.h"
#include "check/emit.h"

namespace winnow::check {
namespace {

const std::string* text_of(const record::Finding& finding, std::string_view name) {
  for (const record::Param& param : finding.params())
    if (param.name() == name && param.has_text()) return &param.text();
  return nullptr;
}

// The signed bytes of the body that a finding of dkim.aligned rests on.
bool covers(const record::Finding& finding, Range part) {
  for (const record::Evidence& evidence : finding.evidence())
    if (evidence.note() == "signed-body" && evidence.range().begin() <= part.begin && part.end <= evidence.range().end()) return true;
  return false;
}

// Relaxed canonicalization does not fix how many blanks stand in a row, nor whether they are tabs: a file that was not
// encoded as base64 may have been given other ones.
bool is_exact(const Context& message, const mail::Part& part, std::string_view domain, std::string_view selector) {
  if (part.encoding == mail::Encoding::kBase64) return true;
  const std::string_view body = as_text(message.message.bytes).substr(part.body.begin, part.body.size());
  if (body.find_first_of(" \t") == std::string_view::npos) return true;
  return std::any_of(message.signatures.begin(), message.signatures.end(), [&](const proof::Signature& s) {
    return s.result == proof::ResultWord::kPass && s.body_simple && s.domain == domain && s.selector == selector;
  });
}

}  // namespace

// An attached file lies inside the proved bytes: the message's author sent it. An embedded message is none: what it says
// of itself is for its own signatures.
void inherit(const Context& message, const mail::Part& part, record::Item& attachment) {
  if (part.is_message() || part.is_multipart()) return;
  constexpr unsigned kInherited = record::AUTHOR | record::CONTENT | record::DATE;
  for (int up = part.parent; up >= 0; up = message.message.parts[static_cast<std::size_t>(up)].parent)
    if (message.message.parts[static_cast<std::size_t>(up)].is_message()) return;
  for (const record::Finding& finding : message.item.findings()) {
    if (finding.check() != "dkim.aligned" || (finding.aspects() & record::CONTENT) == 0 || !covers(finding, part.body)) continue;
    const std::string* address = text_of(finding, "address");
    const std::string* domain = text_of(finding, "domain");
    const std::string* selector = text_of(finding, "selector");
    const std::string* key = text_of(finding, "key");
    if (address == nullptr || domain == nullptr || selector == nullptr || key == nullptr) continue;
    const bool exact = is_exact(message, part, *domain, *selector);
    if (!exact && part.type != "text") continue;
    const bool dated = (finding.aspects() & record::DATE) != 0 && message.item.has_date();
    Emit inherited(*attachment.mutable_findings(), "attachment.inherits", !exact ? "words" : dated ? "dated" : "", record::FOR, finding.strength(),
                   finding.aspects() & kInherited);
    inherited.text("address", *address).text("domain", *domain).text("key", *key);
    if (dated) inherited.text("date", iso_date(message.item.date() + message.item.date_offset_minutes() * 60));
    for (const record::Param& param : finding.params())
      if (param.name() == "not_after") inherited.number("not_after", param.number());
    inherited.evidence(part.body, "attached-bytes");
    return;
  }
}

}  // namespace winnow::check
