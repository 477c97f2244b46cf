// The statements that need more than one item; each stands in a file of its own and has a row in all.cc.
#pragma once

#include "relate/relate.h"

namespace winnow::relate {

void from_lookalike(Store&, const Options&);
void account_exposed(Store&, const Options&);
void account_breach(Store&, const Options&);
void signature_reused(Store&, const Options&);
void witness_attachment(Store&, const Options&);

}  // namespace winnow::relate
