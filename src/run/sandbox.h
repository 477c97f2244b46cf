// The door that a worker closes behind itself before it reads a hostile byte (docs/sandbox.md).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/limits.h"

namespace winnow::run {

struct SandboxOptions {
  int channel = -1;                     // the one descriptor above 2 that stays open
  int random_device = -1;               // and another one, if not -1: the library of OpenPGP reads it
  std::uint64_t memory_bytes = limits::kWorkerMemoryBytes;
  std::uint64_t cpu_seconds = limits::kWorkerCpuSeconds;
};

// Gives up, for this process and for good: every descriptor but these (0 to 2 become /dev/null), new privileges,
// memory and CPU without bound, every file, network and process operation. Call with one thread, after all files that
// libraries want have been read. Returns the mechanisms that this kernel lacks, catalogue ids "sandbox.<id>":
// "no-new-privileges", "limits", "landlock", "seccomp". The others hold all the same.
std::vector<std::string_view> enter_sandbox(const SandboxOptions& options);

}  // namespace winnow::run
