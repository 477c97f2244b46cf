// The commands by which a stranger repeats a proof without winnow: a POSIX shell script for openssl, awk, sed and
// coreutils that reads the exact bytes of the message. docs/cli.md explains its steps.
#pragma once

#include <string>
#include <vector>

#include "case/case.h"

namespace winnow::face {

// From the message that a file holds down to the item at hand: message, message in it, attachment. Each but the first is
// a part of the one before; the items that cannot be cut out of theirs (members of an archive) end it too early.
using Lineage = std::vector<record::Item>;

struct ProofPath {
  std::string file = {};// locator of the first item, whose exact bytes the script reads
  Lineage items;        // never empty; the first is the message or file
  bool whole = true;    // false: the item at hand lies in an archive inside the last of `items`
  record::Item inside = {};  // that item, then
};

ProofPath proof_path(const store::Case& opened, const store::StoredItem& item);

// True where there is something to repeat: a half of a signature of the DKIM form that holds (DKIM, ARC,
// X-Google-DKIM-Signature), an S/MIME signature that holds, or a part to be cut out.
bool has_proof(const ProofPath& path);
// The script: for each message of the path the signatures of which a half holds, then the part cut out of it and its hash.
// Values of the dump stand in it quoted only.
std::string proof_commands(const ProofPath& path);

}  // namespace winnow::face
