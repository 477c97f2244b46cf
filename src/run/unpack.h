// Opens an archive and hands its members over in memory files (protocol.proto, UnpackJob).
#pragma once

#include <span>

#include "base/result.h"
#include "box/box.h"
#include "run/channel.h"
#include "run/examine.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// An archive in a descriptor, read by pread(2) up to `size` or the file's real end.
box::ArchiveInput descriptor_input(int fd, std::uint64_t size);

// Answers with UnpackEvents and takes Refills from the channel when all buffers are full; ends with `done`. `options` are
// for messages too large for a buffer. Errors: the channel's, or a coordinator that breaks the protocol.
Result<void> unpack(const UnpackJob& job, std::span<const Descriptor> descriptors, const ExamineOptions& options,
                    Channel& channel);

}  // namespace winnow::run
