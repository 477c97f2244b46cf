// Gives the exact bytes of one item (protocol.proto, FetchJob).
#pragma once

#include <functional>
#include <span>

#include "base/result.h"
#include "run/channel.h"
#include "run/examine.h"
#include "run/protocol.pb.h"

namespace winnow::run {

// Receives an item's bytes in order.
using OnBytes = std::function<void(Bytes)>;

// Finds the item `suffix` in a message, by the same reading that examined it. False: the message holds no such item.
// `apart`: the files that lie beside it.
bool fetch_from_message(Bytes message, std::string_view suffix, const OnBytes& out, std::span<const ApartFile> apart = {});

// Answers with FetchChunks. Errors: the channel's.
Result<void> fetch(const FetchJob& job, std::span<const Descriptor> descriptors, Channel& channel);

}  // namespace winnow::run
