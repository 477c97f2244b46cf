// A TNEF stream as an archive: its bodies and attached files are members.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "box/box.h"

namespace winnow::run {

// Hands out the bodies as "!message.txt", "!message.html" and "!message.rtf" (unpacked), then the attached files in order; an
// embedded message is a TNEF stream again. Returns how many there were. `stream` must outlive the call.
std::uint64_t read_tnef_members(Bytes stream, box::ArchiveBudget& budget, box::MemberSink& sink);

}  // namespace winnow::run
