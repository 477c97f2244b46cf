// Finds the key of signatures for which none is known under their own name. In workers only: the numbers are a stranger's.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "proof/key.h"
#include "run/protocol.pb.h"

namespace winnow::run {

class KeyFinder {
 public:
  // `keys`: all that the worker knows, the user's first.
  explicit KeyFinder(std::vector<proof::Key> keys);
  ComputeResult find(const ComputeJob& job) const;

 private:
  struct Known { proof::Key key; std::string modulus, exponent; };

  const Known* known_as(std::string_view modulus) const;
  void name_known(const Known& known, const ComputeJob& job, ComputeResult& result) const;

  std::vector<Known> known_;                                     // RSA keys in the order of their source
  std::map<std::string, std::vector<std::size_t>> by_organization_;
  std::map<std::string, std::size_t, std::less<>> by_modulus_;   // the first of each
};

}  // namespace winnow::run
