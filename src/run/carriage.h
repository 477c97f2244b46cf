// How a message travelled: Received, Authentication-Results, List-*, Delivered-To and the like (docs/carriage.md).
#pragma once

#include "mail/message.h"
#include "record/record.pb.h"

namespace winnow::run {

// Sets item.carriage (a serialized record::Carriage) from the header as it was parsed.
void fill_carriage(const mail::Message& message, record::Item& item);

}  // namespace winnow::run
