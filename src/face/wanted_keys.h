// The keys that a case lacks, by how many messages would gain a proof.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "case/case.h"
#include "face/sentences.h"

namespace winnow::face {

struct WantedKey {
  std::string domain, selector;       // of a key record in the DNS; empty for OpenPGP
  std::string fingerprint;            // OpenPGP: of the key, or its key id, hexadecimal
  std::uint64_t would_prove = 0;      // messages whose body hash holds already and whose author has this domain
  std::uint64_t messages = 0;         // all messages signed under this name
  std::optional<std::int64_t> first, last;   // of their signatures' or shown dates
};

// Most wanted first; ties by name. Errors: those of Case::for_each.
Result<std::vector<WantedKey>> wanted_keys(const store::Case& opened);

// What was computed from signatures and what could be, with --compute-keys: a sentence each, none where there is nothing.
std::vector<std::string> computing_in_words(const store::Case& opened, const Sentences& sentences);

}  // namespace winnow::face
