// How much a key may prove: its class, and whether it is burned (DESIGN section 3 "Keys"; docs/keys.md).
#pragma once

#include <cstdint>
#include <optional>

#include "proof/key.h"
#include "proof/key_row.h"

namespace winnow::proof {

// The class of a key of the shipped archive. Without `fixed` nobody knows what "before the dump" means, so that a single
// dated source counts no more than an undated one.
KeyClass class_of_shipped(const KeyRow& row, std::optional<std::int64_t> fixed);
// The class of a key from the user's file.
KeyClass class_of_given(const Key& key);

// Sets burned_from and burned_reason by the key's numbers, wherever the key comes from; clears both when the bytes were
// fixed before the key burned.
void mark_burned(Key& key, std::optional<std::int64_t> fixed);

}  // namespace winnow::proof
