// Asking the DNS for the keys that a case lacks (docs/dns.md).
#pragma once

#include <cstdint>
#include <string>

#include "face/cli/invocation.h"

namespace winnow::face {

// What came of it; the last number of names that nobody asked for.
struct KeyFetch {
  std::int64_t asked = 0, keys = 0, secure = 0, insecure = 0;   // `keys` counts records; the two others the names that gave them
  std::int64_t gone = 0;       // names that do not exist, or have no key any more
  std::int64_t bogus = 0;      // answers that are not what their zone signed
  std::int64_t silent = 0;     // no answer: failed or timed out; asked again the next time
  std::int64_t bad_names = 0;  // selectors and domains that no DNS could hold
  std::int64_t left_out = 0;   // beyond limits::kDnsNames and kDnsNamesPerDomain
  bool interrupted = false;
};

// Asks for every key that the case lacks, unless it was asked before and answered, and keeps the answers in the case.
// Options --resolver and --trust-anchor. Complains itself and returns an exit status where it cannot.
int fetch_keys(const Invocation& in, const std::string& case_path, KeyFetch& fetch);

// The outcome in sentences.
void print_fetch(const Invocation& in, const KeyFetch& fetch, std::ostream& out);

}  // namespace winnow::face
