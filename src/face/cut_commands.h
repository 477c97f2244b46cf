// The commands that cut a part out of its message: for coreutils and awk, perl for uuencode, which nothing else undoes.
#pragma once

#include <string>

#include "record/record.pb.h"

namespace winnow::face {

// True where the part's bytes lie in its parent's, in an encoding that common tools undo.
bool can_cut(const record::Item& part);
// The shell function that undoes the part's encoding, or nothing where none is needed. Equal parts give equal text.
std::string decoder_function(const record::Item& part);
// One pipeline: reads the parent from "$message", writes the part's decoded bytes to standard output. It needs the
// function bytes() and decoder_function(). A part whose hash does not fit is for the caller to find.
std::string cut_pipeline(const record::Item& part);

}  // namespace winnow::face
