#include "face/view.h"

#include "base/locator.h"
#include "check/check.h"

namespace winnow::face {

Eye eye(const store::StoredItem& item) {
  switch (item.verdict) {
    case record::FORGED: return Eye::kForged;
    case record::ALTERED: return Eye::kAltered;
    case record::DOUBTFUL: return Eye::kDoubtful;
    default: break;
  }
  Eye rank = Eye::kNone;
  for (const record::Finding& finding : item.item.findings()) {
    if (finding.direction() == record::NOTE && finding.strength() >= record::STRENGTH_C) return Eye::kConflict;
    if (finding.direction() == record::AGAINST) rank = Eye::kAgainst;
  }
  return rank;
}

const record::Finding* strongest(const record::Item& item, record::Verdict verdict) {
  const bool believed = verdict == record::AUTHENTIC || verdict == record::CORROBORATED;
  // First what points the verdict's way, then notes, then the rest; among equals the first stands.
  const auto weight = [&](const record::Finding& finding) {
    const bool aside = finding.direction() == record::NOTE || finding.direction() == record::LIMIT;
    const int towards = aside ? 1 : (finding.direction() == record::FOR) == believed ? 2 : 0;
    return towards * 8 + static_cast<int>(finding.strength());
  };
  const record::Finding* best = nullptr;
  for (const record::Finding& finding : item.findings())
    if (best == nullptr || weight(finding) > weight(*best)) best = &finding;
  return best;
}

std::string evidence_locator(const store::StoredItem& item, const record::Evidence& evidence) {
  const std::string& locator = evidence.locator();
  if (locator.empty()) return item.locator;
  if (locator.front() != ':' && locator.front() != '!') return locator;
  // A relative one starts at the message or file, whatever steps lead from there to the item.
  const LocatorParts parts = split_locator(item.locator);
  const std::string_view own = item.item.suffix();
  std::string base = item.locator;
  if (!own.empty() && base.ends_with(own))
    base.resize(base.size() - own.size());
  else
    base = join_locator(parts.source, parts.message, "");
  return base + locator;
}

std::string group_of(const record::Finding& finding) {
  if (!finding.group().empty()) return finding.group();
  const check::Page* page = check::page(finding.check());
  return page != nullptr ? page->group : finding.check();
}

}  // namespace winnow::face
