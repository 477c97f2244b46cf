// Changes to a case that no run has open.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace winnow::store {

// Sets a note of an existing case (Case::note). Errors: kNotFound, kLocked, kVersion, kDiskFull, kIo.
Result<void> amend_note(const std::string& path, std::string_view name, std::string_view text);

// Forgets every slice, so that the next run examines the dump anew; notes stay. Errors as above.
Result<void> forget_slices(const std::string& path);

}  // namespace winnow::store
