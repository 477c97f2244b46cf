// Visiting a case in the natural order of locators without holding its items.
#pragma once

#include <functional>

#include "case/slices.h"

namespace winnow::store {

Result<void> visit_sorted(SliceReader& reader, const std::function<void(const StoredItem&)>& visit);

}  // namespace winnow::store
