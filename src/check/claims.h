// What one signature that speaks for the author proves of each aspect.
#pragma once

#include "check/pinned.h"
#include "record/record.pb.h"

namespace winnow::check {

class Facts;
struct Assessment;

struct Proved {
  unsigned aspects = record::ASPECT_NONE;
  Loose loose = Loose::kNone;         // why content is not among them although the body half holds
  bool tail = false;                  // content is not among them: text stands outside l=
};

// ASPECT_NONE where the sender that a reader sees is not the one that is signed.
Proved proved_by(const Facts& facts, const Assessment& assessment);

// The signed body ends before the body does, and more than white space stands behind it (RFC 6376 section 8.2).
bool has_unsigned_tail(const mail::Message& message, const proof::Signature& signature);

}  // namespace winnow::check
