// Reading an item's exact bytes again from the dump (raw_bytes of coordinator.h).
#pragma once

#include "run/coordinator.h"
#include "run/pool.h"

namespace winnow::run {

// What a new worker answers to a FetchJob with id 1. Errors: kNotFound and kMalformed with the catalogue id of a loss.
Result<std::string> fetched(const StartWorker& start_worker, Configure configure, const ToWorker& message, const std::vector<int>& descriptors);

// raw_bytes with another worker.
Result<std::string> raw_bytes(const store::Case& opened, const store::StoredItem& item, const StartWorker& start_worker,
                              const std::vector<std::string>& passwords = {});

}  // namespace winnow::run
