// Visiting a case in the natural order of locators without holding its items.
#pragma once

#include <functional>

#include "case/slices.h"

namespace winnow::store {

// `wanted`, where there is one, says which items `visit` sees.
Result<void> visit_sorted(SliceReader& reader, const std::function<void(const StoredItem&)>& visit,
                          const std::function<bool(const Record&)>& wanted);

}  // namespace winnow::store
