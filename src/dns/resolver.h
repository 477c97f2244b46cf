// Asking the DNS for keys, with DNSSEC validation (RFC 4035; libunbound): the one place of winnow that uses a network, and
// only where the user asked for it. Coordinator only: no worker has a socket.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace winnow::dns {

enum class Outcome {
  kAnswer,     // TXT records were found
  kNoName,     // NXDOMAIN: the name does not exist
  kNoData,     // the name exists, and has no TXT record
  kFailed,     // SERVFAIL, REFUSED and the like
  kTimeout,    // nobody answered in time
  kBadName,    // no host name by the rules of the DNS, and not asked for
};
// What DNSSEC says of the answer.
enum class Validation {
  kSecure,     // signed all the way from a trust anchor
  kInsecure,   // proved to stand in a zone that is not signed: anyone on the way could have written it
  kBogus,      // should be signed and is not, or wrongly: never used as a key
  kUnknown,    // there was no answer to validate
};
std::string_view name(Outcome outcome);        // "answer", "no-name", "no-data", "failed", "timeout", "bad-name"
std::string_view name(Validation validation);  // "secure", "insecure", "bogus", "unknown"

struct Answer {
  std::string name;                    // as asked, lower case, without the final dot
  Outcome outcome = Outcome::kFailed;
  Validation validation = Validation::kUnknown;
  std::vector<std::string> records;    // TXT, the strings of each joined (RFC 6376 section 3.6.2.2), sorted
  std::string detail;                  // why it is bogus or failed, in the resolver's words
};

struct Settings {
  std::string resolver;                // "192.0.2.1" or "127.0.0.1@5353"; empty: those of /etc/resolv.conf
  std::string trust_anchor_file;       // in place of the root's own keys
  unsigned per_second = 20;            // questions begun in a second
  std::size_t at_once = 16;            // questions without an answer yet
  std::chrono::seconds patience{20};   // for one of them
};

// Whether the text can be asked for: labels of letters, digits, "-" and "_", at most 63 bytes each and 253 in all.
bool is_askable(std::string_view name);

class Resolver {
 public:
  // Loads libunbound. kNotFound: it is not installed; kUsage: a setting is refused. `place` has the reason.
  static Result<std::unique_ptr<Resolver>> open(const Settings& settings);
  virtual ~Resolver() = default;

  // Asks for TXT under every name, in that order, as fast as the settings allow; `answered` is called once for each name in
  // the order of the answers, `waiting` every now and then in between. Stops early when `waiting` returns false.
  virtual void ask(const std::vector<std::string>& names, const std::function<void(Answer)>& answered,
                   const std::function<bool()>& waiting) = 0;
};

}  // namespace winnow::dns
