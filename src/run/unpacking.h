// An archive that a worker of its own unpacks: the memory files it fills, and the slices that come of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/archive_feed.h"
#include "run/isolate.h"
#include "run/pool.h"

namespace winnow::run {

class Unpacking {
 public:
  // `sources`: how many are in the case. `buffers`: how many slices may be on their way at once.
  Unpacking(ArchiveFile archive, std::uint64_t sources, unsigned buffers);

  // Whether no worker has it yet.
  bool is_waiting() const { return !job_; }
  bool is_job(std::uint64_t job) const { return job_ == job; }
  // Hands it to an idle worker of the pool as job `job`.
  void submit(std::uint64_t job, Pool& pool);

  // What an answer of its worker gives: a slice, unless it is known already; and whether it was the last. A worker that dies
  // may have been killed from outside: another begins anew and is heard from where the first one ended (`begins_anew`: the
  // buffers of slices under way are no longer this archive's). One that keeps dying at the same place, loops or contradicts
  // itself ends the archive with a slice that names what is lost.
  struct Taken { std::optional<Slice> slice; bool is_last = false, begins_anew = false; };
  Taken take(const Answer& answer, Pool& pool);
  std::uint64_t archive_bytes() const { return feed_.archive().size; }
  // Gives the memory file of a slice that is examined back to the worker.
  void refill(ActiveSlice& slice, Pool& pool) const;

 private:
  void make_buffers();
  Taken failed(const std::string& reason);
  Taken begin_anew();
  Taken lost(const std::string& reason) { return {feed_.rest_lost(reason), true}; }
  void refill(std::uint32_t buffer, Pool& pool) const;

  ArchiveFeed feed_;
  std::optional<std::uint64_t> job_;
  unsigned buffers_wanted_;
  std::vector<std::shared_ptr<const Descriptor>> buffers_;
  std::optional<std::uint64_t> failed_behind_;   // events heard before the last failure
  unsigned failures_ = 0;                        // at that place, in a row
};

}  // namespace winnow::run
