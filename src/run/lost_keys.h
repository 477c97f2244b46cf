// Keys that nobody knows, computed from the signatures of the dump when all of it was read (docs/checks/key.computed.md). What
// is found is kept in the case, and the dump is then examined with it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "proof/lost_key.h"
#include "run/coordinator.h"
#include "run/protocol.pb.h"
#include "run/settings.h"
#include "run/signals.h"

namespace winnow::run {

// Notes of the case. The keys that were computed, as the text of a keys file; "" until that was done.
inline constexpr std::string_view kComputedNote = "keys.computed";
// "could tried found left seconds": names whose key could be computed, were tried, were found, were left for want of time,
// and the seconds that these would take. "" where it was not done.
inline constexpr std::string_view kComputingNote = "keys.computing";
// Attempts that were made, one a line, so that an interrupted run does not make them again.
inline constexpr std::string_view kAttemptsNote = "keys.attempts";

// The signatures of one name (d= and s=, one size of key) for which no key is known.
struct LostName {
  std::string domain, selector;
  std::size_t octets = 0;              // of each value
  std::uint64_t messages = 0, whole = 0;   // signed under it; of these, the ones whose body hash holds
  std::vector<proof::MadeValue> values;    // different ones, the best first
  std::vector<int> quality;                // of each
};

class LostKeys {
 public:
  // Every item once, in order.
  void learn(const record::Item& item);

  // What compute() could do, as kComputingNote says it.
  std::string survey() const;
  // Looks for keys: first what is cheap, then what the seconds of `options` allow, the names first that most messages would
  // gain by. Sets the notes of the case. Errors: those of the case, and kIo where workers do not start.
  Result<void> compute(const Options& options, const Settings& settings, const Signals& signals, std::int64_t begun, store::Case& opened,
                       Watcher& watcher) const;

 private:
  std::vector<const LostName*> in_order() const;

  using Name = std::tuple<std::string, std::string, std::size_t>;
  std::map<Name, LostName> names_;
};

// How the seconds of --compute-keys are spent. Pure.
struct Spending {
  std::vector<std::size_t> tried;      // indexes of the names, in order
  std::vector<std::size_t> left;       // could be tried, were the seconds more
  std::uint64_t milliseconds_left = 0;
};
Spending spend(const std::vector<const LostName*>& names, std::uint64_t milliseconds);

}  // namespace winnow::run
