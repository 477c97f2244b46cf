// What the box in which a message lay says of it (docs/carriage.md, "What its box says"). The publisher's claim: no check reads it.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "mail/message.h"
#include "record/record.pb.h"

namespace winnow::run {

// The trailer of an .emlx.
record::BoxFacts emlx_facts(Bytes trailer);
// The metadata of a message in a dbox.
record::BoxFacts dbox_facts(Bytes metadata);
// Adds what mail programs wrote into the header: X-Mozilla-*, X-Gmail-Labels, X-GM-*, X-Evolution*, Status, X-Keywords and the like.
void add_header_facts(const mail::Message& message, record::BoxFacts& facts);

}  // namespace winnow::run
