// What every output asks of an item: does a person have to look, which finding explains the verdict, where do they look.
#pragma once

#include <string>

#include "case/case.h"

namespace winnow::face {

// Why an item is on the list for a person's eye; the smaller, the higher it stands.
enum class Eye { kForged, kAltered, kDoubtful, kConflict, kAgainst, kNone };

// A verdict against the item, then statements that clash (a note of strength C or more), then weak findings against it.
Eye eye(const store::StoredItem& item);

// The finding that explains the verdict best: the strongest against an item that is questioned, else the strongest for it.
// Null where there is no finding at all.
const record::Finding* strongest(const record::Item& item, record::Verdict verdict);

// The locator that an evidence's `locator` means, seen from `item` (record.proto: Evidence).
std::string evidence_locator(const store::StoredItem& item, const record::Evidence& evidence);

// The finding's own group, or that of its check's page.
std::string group_of(const record::Finding& finding);

}  // namespace winnow::face
