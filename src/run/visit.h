// The second visit to messages that were examined before (protocol.proto, VisitJob).
#pragma once

#include <span>

#include "base/result.h"
#include "run/channel.h"
#include "run/examine.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// Answers with one Visited for each message that was found, and a last one. Errors: the channel's.
Result<void> visit(const VisitJob& job, std::span<const Descriptor> descriptors, const ExamineOptions& options, Channel& channel);

}  // namespace winnow::run
