// The public form of a case: one item a line (docs/json.md, docs/schema/winnow.schema.json; DESIGN section 7).
#pragma once

#include <string>

#include "case/case.h"
#include "face/sentences.h"

namespace winnow::face {

// One line with its line end. Nulls are never left out; the same item gives the same bytes.
std::string item_line(const store::StoredItem& item, const Sentences& sentences);
// The last line of a file.
std::string ledger_line(const store::Case& opened);

}  // namespace winnow::face
