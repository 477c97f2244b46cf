// The commands that repeat what is said of a signature over a MIME entity (S/MIME), for openssl and
// coreutils.
#pragma once

#include <string>
#include <string_view>

#include "record/record.pb.h"

namespace winnow::face {

// True where every signer of the entity that `signature` is about was found to have signed it: openssl asks
// for all of them.
bool shows_entity(const record::Item& message, const record::Signature& signature);
// Once per entity: writes what is signed and the signature to files, verifies the one by the other, names the
// certificates, and holds them against the authorities that the user of the script trusts. Needs the function
// bytes().
std::string entity_commands(const record::Item& message);
// Where the signature holds only over the body as it was before its mailbox changed it: the rest of a
// pipeline that takes that back, else nothing.
std::string_view undo_command(const record::Signature& signature);
// The shell functions that these commands need.
std::string entity_functions(const record::Item& message);

}  // namespace winnow::face
