// The evidence of a finding for a person: pieces of one kind in one place stand together, as ranges of bytes.
#pragma once

#include <string>
#include <vector>

#include "case/case.h"
#include "face/sentences.h"

namespace winnow::face {

struct EvidenceLine {
  std::string locator;   // absolute; often the item's own
  std::string words;     // "the signed header fields: bytes 1772–1847, 1979–2095"
};

// In the order in which the finding names them. Neighbouring ranges read as one. A place that is the item itself, with
// nothing said about it, is left out.
std::vector<EvidenceLine> evidence_lines(const store::StoredItem& item, const record::Finding& finding, const Sentences& say);

}  // namespace winnow::face
