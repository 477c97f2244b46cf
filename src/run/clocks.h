// The times that a message carries, as its item keeps them (docs/clocks.md).
#pragma once

#include <span>

#include "clocks/clocks.h"
#include "record/record.pb.h"

namespace winnow::run {

// Sets item.clocks (a serialized record::Clocks); leaves it empty where there are none.
void fill_clocks(std::span<const clocks::Reading> readings, record::Item& item);

}  // namespace winnow::run
