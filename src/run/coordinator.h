// The coordinator: walks the dump, cuts it into slices, hands them to workers, judges and commits what comes back.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/result.h"
#include "case/case.h"
#include "relate/relate.h"

namespace winnow::run {

struct NamedFile { std::string name, bytes; };
struct KeysText { std::string name, text; bool vouched = false; };

struct Options {
  std::vector<std::string> dumps;
  std::string case_path;
  std::vector<KeysText> keys;
  bool no_archive = false;
  std::vector<std::string> passwords;   // tried on encrypted archives; kept nowhere
  std::vector<std::string> trust_store; // the files of --trust-store; none: nobody vouches for a certificate
  std::vector<NamedFile> pgp_keys;      // the files of --pgp-keys; read in workers only
  std::string trust_store_name;         // as it was given
  relate::Options relate;               // --fixed and --breach
  std::uint64_t undo_times = limits::kUndoTimes;   // --undo-budget: bytes hashed to undo damage, per byte of a message
  std::uint64_t compute_seconds = 0;    // --compute-keys: reckoned seconds of CPU for keys that nobody knows; 0: none is looked for
  unsigned jobs = 0;                    // 0: the cores
  std::vector<std::string> outputs;     // files that are written from the case: passed over where they lie in a dump
};

struct Progress {
  std::uint64_t bytes_done = 0, bytes_total = 0;      // bytes_total grows while archives unpack
  std::uint64_t items = 0;
  std::array<std::uint64_t, 6> by_verdict{};          // index: record::Verdict
  std::chrono::milliseconds elapsed{};
  bool relating = false;
};

// What the run tells whoever watches. Called from the coordinator's one thread.
class Watcher {
 public:
  virtual ~Watcher() = default;
  virtual bool wants(record::Verdict) const { return true; }   // items of other verdicts are not shown to it
  virtual void item(const store::StoredItem& item) = 0;        // a committed item, first verdict ("so far")
  virtual void progress(const Progress& progress) = 0;         // at most ten times a second
  virtual void warning(std::string_view id, const google::protobuf::RepeatedPtrField<record::Param>& params) = 0;  // "warning.<id>"
};

struct Outcome { bool resumed = false, anything_read = false, anything_lost = false, interrupted = false; };

// Runs to the end or to the first signal. Errors are those of the case (exit status 4) and kNotFound when no input could
// be opened at all (exit status 3).
Result<Outcome> examine(const Options& options, Watcher& watcher);

// The exact raw bytes of an item, read again from the dump (winnow show --raw): the message without its `From ` line, an
// attachment decoded, a document as it is.
// `passwords`: for archives that are encrypted.
Result<std::string> raw_bytes(const store::Case& opened, const store::StoredItem& item, const std::vector<std::string>& passwords = {});

}  // namespace winnow::run
