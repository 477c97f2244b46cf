// Whom a message answers, as its header says.
#pragma once

#include "mail/message.h"
#include "record/record.pb.h"

namespace winnow::run {

// Sets item.thread (a serialized record::Thread) from In-Reply-To, References, Thread-Index and Thread-Topic; leaves it empty
// where there are none.
void fill_thread(const mail::Message& message, record::Item& item);

}  // namespace winnow::run
