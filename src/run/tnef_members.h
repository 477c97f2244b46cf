// A TNEF stream as an archive: its bodies and attached files are members.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "base/bytes.h"
#include "box/box.h"
#include "mail/tnef.h"

namespace winnow::run {

// Hands out the bodies as "!message.txt", "!message.html" and "!message.rtf" (unpacked), then the attached files in order; an
// embedded message is a TNEF stream again. Returns how many there were. `stream` must outlive the call.
std::uint64_t read_tnef_members(Bytes stream, box::ArchiveBudget& budget, box::MemberSink& sink);

// Where the attached files stand in the stream, each by its step: they are not packed.
using MemberPlaces = std::map<std::string, Range, std::less<>>;
MemberPlaces tnef_places(const mail::Tnef& tnef, Bytes stream);

}  // namespace winnow::run
