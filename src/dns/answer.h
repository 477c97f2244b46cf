// What an answer of the DNS says, read from what came over the network.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dns/resolver.h"

namespace winnow::dns {

// An answer as the resolver hands it over: it has checked the packet and the signatures, and nothing of the data.
struct RawAnswer {
  int rcode = 0;                        // RFC 1035 section 4.1.1
  bool no_name = false;                 // the name is proved, or said, not to exist
  bool secure = false, bogus = false;   // what validation came to; neither: insecure
  std::vector<std::string_view> data = {};   // of each TXT record: strings, each behind its length (section 3.3.14)
  std::string_view why_bogus = {};
};

// Fills in all but the name. At most limits::kCandidateKeys records are kept.
void read_answer(const RawAnswer& raw, Answer& answer);

}  // namespace winnow::dns
