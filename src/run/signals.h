// SIGINT and SIGTERM end a run in order; a file size limit is an error, not a death.
#pragma once

#include <signal.h>

#include <array>

namespace winnow::run {

// Installs handlers for its lifetime and puts back what was there.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;
  // Whether SIGINT or SIGTERM came.
  bool interrupted() const;

 private:
  std::array<struct sigaction, 4> before_{};
};

}  // namespace winnow::run
