// What a reader sees of an item, read again from the dump: the bytes are parsed behind the sandbox.
#pragma once

#include "base/bytes.h"
#include "run/coordinator.h"
#include "run/pool.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// Of a message, in a worker. At most limits::kTextBytes of text.
Shown shown_message(Bytes bytes);
// Of a file that is a text; empty of any other.
Shown shown_file(Bytes bytes);

// Of an item of the case. Errors: those of raw_bytes().
Result<Shown> shown(const store::Case& opened, const store::StoredItem& item, const StartWorker& start_worker,
                    const std::vector<std::string>& passwords = {});
Result<Shown> shown(const store::Case& opened, const store::StoredItem& item, const std::vector<std::string>& passwords = {});

}  // namespace winnow::run
