#include "face/view.h"

#include <algorithm>
#include <iterator>

#include "base/locator.h"
#include "check/check.h"

namespace winnow::face {

namespace {

// Notes about what may deceive a reader; honest mail shows them too, so they stand last on the list.
constexpr std::string_view kDeceptive[] = {"from.several", "from.display-address", "header.duplicate", "text.bidi",
                                           "mime.ambiguous", "mime.unpinned", "html.hidden"};

bool is_impostor(const record::Finding& finding) { return finding.check() == "from.lookalike"; }

bool may_deceive(const record::Finding& finding) {
  if (finding.direction() != record::NOTE) return false;
  // Copies of one mail are no deception; a signature under another mail is.
  if (finding.check() == "signature.reused") return finding.variant() == "moved" || finding.variant() == "two-mails";
  return std::ranges::find(kDeceptive, finding.check()) != std::end(kDeceptive);
}

}  // namespace

Eye eye(const record::Item& item, record::Verdict verdict) {
  switch (verdict) {
    case record::FORGED: return Eye::kForged;
    case record::ALTERED: return Eye::kAltered;
    case record::DOUBTFUL: return Eye::kDoubtful;
    default: break;
  }
  Eye rank = Eye::kNone;
  for (const record::Finding& finding : item.findings()) {
    if (is_impostor(finding))
      rank = std::min(rank, Eye::kImpostor);
    else if (finding.direction() == record::NOTE && finding.strength() >= record::STRENGTH_C)
      rank = std::min(rank, Eye::kConflict);
    else if (finding.direction() == record::AGAINST)
      rank = std::min(rank, Eye::kAgainst);
    else if (may_deceive(finding))
      rank = std::min(rank, Eye::kDeceptive);
  }
  return rank;
}

const record::Finding* strongest(const record::Item& item, record::Verdict verdict) {
  const bool believed = verdict == record::AUTHENTIC || verdict == record::CORROBORATED;
  // As eye() ranks the reasons, then what explains the verdict; among equals the first stands.
  const auto rank_of = [&](const record::Finding& finding) {
    const bool against = finding.direction() == record::AGAINST;
    const bool clash = finding.direction() == record::NOTE && finding.strength() >= record::STRENGTH_C;
    const int weight = against && finding.strength() >= record::STRENGTH_B ? 6
                       : is_impostor(finding)                              ? 5
                       : clash                                             ? 4
                       : against                                           ? 3
                       : may_deceive(finding)                              ? 2
                       : (finding.direction() == record::FOR) == believed  ? 1
                                                                           : 0;
    return weight * 8 + static_cast<int>(finding.strength());
  };
  const record::Finding* best = nullptr;
  for (const record::Finding& finding : item.findings())
    if (best == nullptr || rank_of(finding) > rank_of(*best)) best = &finding;
  return best;
}

bool subject_is_disputed(const store::StoredItem& item) {
  const record::Finding* why = strongest(item.item, item.verdict);
  return why != nullptr && why->check() == "header.duplicate" && (why->aspects() & record::SUBJECT) != 0;
}

std::string brief_id(const record::Finding& finding) {
  return "brief." + finding.check() + (finding.variant().empty() ? "" : "." + finding.variant());
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
