// A message as it was when it was signed: the dump's bytes under the edits that its record keeps.
#pragma once

#include <string>
#include <string_view>

#include "record/record.pb.h"

namespace winnow::face {

// Edits that overlap or lie outside the bytes are left out.
std::string restored_bytes(std::string_view bytes, const record::Restoration& restoration);

// A row that holds by this restoration, with the ranges of its fields and its body in the restored message.
record::Signature in_restored(const record::Signature& signature, const record::Restoration& restoration);

// Shell commands that write it to "$work/restored<number>" from "$message", for a script of proof_commands().
std::string restore_commands(const record::Restoration& restoration, int number);

}  // namespace winnow::face
