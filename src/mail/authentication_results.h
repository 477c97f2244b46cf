// Authentication-Results (RFC 8601 section 2.2): what a receiver says of its own checks. Anyone can write such a field; who
// wrote it, and whether that may be believed, is not known here.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winnow::mail {

// One "method=result" with its properties, such as {"header.d", "example.org"}. Names and results are lower case.
struct AuthenticationResult {
  std::string method, result;
  std::vector<std::pair<std::string, std::string>> properties;
  // The first value of that property; empty where there is none.
  std::string_view property(std::string_view name) const;
};

struct AuthenticationResults {
  std::string authserv_id;                     // who says it
  std::vector<AuthenticationResult> results;   // at most limits::kAuthenticationResults
};

// Reads the value of the field, comments left out; never fails, and skips what follows no rule. An instance in front
// ("i=1;", RFC 8617 section 4.1.1) is skipped.
AuthenticationResults parse_authentication_results(std::string_view value);

}  // namespace winnow::mail
