// Workers read hostile bytes and are not trusted: what they say is cut to what an honest one could say before it is judged.
#pragma once

#include "record/record.pb.h"

namespace winnow::run {

// Bounds texts and lists, drops values outside their enums, and clamps every finding to what its check's page allows:
// a finding of a check without a page is dropped. Fills in a finding's group. True if something had to be changed that
// an honest worker never sends.
bool sanitize(record::Item& item);

}  // namespace winnow::run
