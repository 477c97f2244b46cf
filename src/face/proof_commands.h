// The commands by which a stranger repeats a proof without winnow: a POSIX shell script for openssl, awk, sed and
// coreutils that reads the exact bytes of the message. docs/cli.md explains its steps.
#pragma once

#include <string>

#include "record/record.pb.h"

namespace winnow::face {

// True where at least one half of a DKIM signature holds, so that there is something to repeat.
bool has_proof(const record::Item& message);
// The script for all signatures of which a half holds. Values of the dump stand in it quoted only.
std::string proof_commands(const record::Item& message);
// How the bytes of an attachment are cut out of its message; empty where no common tool undoes its encoding.
std::string part_commands(const record::Item& part);

}  // namespace winnow::face
