// What every output asks of an item: does a person have to look, which finding explains the verdict, where do they look.
#pragma once

#include <string>

#include "case/case.h"
#include "face/sentences.h"

namespace winnow::face {

// Why an item is on the list for a person's eye; the smaller, the higher it stands.
enum class Eye { kForged, kAltered, kDoubtful, kImpostor, kConflict, kAgainst, kDeceptive, kNone };

// A verdict against the item, then a sender who looks like a known one (its signature may hold all the same), then statements
// that clash (a note of strength C or more), then weak findings against it, then what may make a reader see another mail than
// the one that is there.
Eye eye(const record::Item& item, record::Verdict verdict);

// The finding that says why a person should look: the strongest against the item, else what clashes or may deceive, else
// what explains the verdict.
// Null where there is no finding at all.
const record::Finding* strongest(const record::Item& item, record::Verdict verdict);

// Where two subjects stand in a mail, none of them may read as its title: lists leave it out, the finding shows both.
bool subject_is_disputed(const store::StoredItem& item);

// The catalogue id of what differs from one finding of a check to the next, for lists; not every check has one.
std::string brief_id(const record::Finding& finding);

// The locator that an evidence's `locator` means, seen from `item` (record.proto: Evidence).
std::string evidence_locator(const store::StoredItem& item, const record::Evidence& evidence);

// The finding's own group, or that of its check's page.
std::string group_of(const record::Finding& finding);

}  // namespace winnow::face
