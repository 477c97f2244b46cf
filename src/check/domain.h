// Domain names: who may speak for whom (RFC 7489 section 3.1, the public suffix list).
#pragma once

#include <string>
#include <string_view>

namespace winnow::check {

// The organizational domain of a lower-case A-label name: one label more than its public suffix, by the list compiled into
// libpsl. Empty for a public suffix, an address literal or a name without a dot.
std::string organizational_domain(std::string_view domain);

// How a signing domain stands to the domain of a From address.
enum class Alignment {
  kNone,      // another organization
  kRelated,   // same organization, but a sibling or a subdomain of the From domain: often delegated to a sender of bulk mail
  kCovers,    // the From domain itself, or a parent of it within the same organization
};
Alignment alignment(std::string_view signing_domain, std::string_view from_domain);

}  // namespace winnow::check
