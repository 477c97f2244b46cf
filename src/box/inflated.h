// gzip and Zstandard streams, decoded here and not by libarchive 3.6, which compares no checksum at the end of a gzip stream and keeps
// the last block of a cut Zstandard stream to itself.
#pragma once

#include <memory>

#include "box/box.h"

namespace winnow::box {

// What a stream was. `damaged` is final once the input has given its last byte.
struct StreamState {
  bool compressed = false;      // the input is such a stream
  bool damaged = false;         // cut, bent, or another checksum than the one at its end
};

// The input itself, or, where it is a gzip (RFC 1952) or Zstandard (RFC 8878) stream, what is in it: without seeking and size. Bytes
// behind the last stream that begin no other are padding. Everything that could be decoded before a damage is given.
// Both must outlive what is returned.
ArchiveInput inflated(const ArchiveInput& input, StreamState& state);

}  // namespace winnow::box
