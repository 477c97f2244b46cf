// How a message travelled: Received, Authentication-Results, List-*, Delivered-To and the like; and what its box says of it
// (docs/carriage.md).
#pragma once

#include "mail/message.h"
#include "record/record.pb.h"

namespace winnow::run {

// Sets item.carriage (a serialized record::Carriage) from the header as it was parsed. `facts`: what its box says of it beside
// the header.
void fill_carriage(const mail::Message& message, const record::BoxFacts& facts, record::Item& item);

}  // namespace winnow::run
