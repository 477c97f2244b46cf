// The lists that ship with winnow (data/*.jsonl), read once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "proof/key_row.h"
#include "proof/public_key.h"

namespace winnow::proof {

// Keys that were collected before release, in file order; burned ones with a name among them.
std::span<const KeyRow> shipped_rows();
// Why this key proves nothing under any name: "private-published", "factored", "test-domain"; empty for all other keys.
std::string_view shipped_burned_reason(const PublicKeyValue& value);
// The provider whose names share keys with `domain`; -1 where none is known.
int family_of(std::string_view domain);

}  // namespace winnow::proof
