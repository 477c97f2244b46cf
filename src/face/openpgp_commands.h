// The commands that repeat what is said of an OpenPGP signature by a key that the user gave, for gpgv, openssl and coreutils.
#pragma once

#include <string>

#include "record/record.pb.h"

namespace winnow::face {

// Once per signed part or block: writes what is signed and the signature to files and verifies the one by the other with the
// keys in the file that $PGP_KEYS names. Needs the function bytes(). Empty where there is none.
std::string openpgp_commands(const record::Item& message);
// The shell functions that these commands need.
std::string openpgp_functions(const record::Item& message);

}  // namespace winnow::face
