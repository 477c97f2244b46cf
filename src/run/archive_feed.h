// Turns what a worker says while it unpacks an archive into slices.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "run/slices.h"

namespace winnow::run {

class ArchiveFeed {
 public:
  // `sources`: how many are in the case; a member that was committed in part is the last of them.
  ArchiveFeed(ArchiveFile archive, std::uint64_t sources);

  const ArchiveFile& archive() const { return archive_; }
  // The slice that an event makes. `buffer`: the memory file it speaks of. nullopt: it is in the case, or was heard before,
  // and the buffer is free again. Errors: kMalformed (the worker contradicts itself).
  Result<std::optional<Slice>> take(const UnpackEvent& event, const std::shared_ptr<const Descriptor>& buffer,
                                    std::uint64_t buffer_bytes);
  // How many events were heard, and that another worker tells them from the first on.
  std::uint64_t events() const { return events_; }
  void begin_anew() { told_ = 0; }
  // The worker is gone: what it had not told is one loss.
  Slice rest_lost(const std::string& reason);

 private:
  Slice begin_slice();
  Result<void> add_piece(const Piece& told, const std::shared_ptr<const Descriptor>& buffer, std::uint64_t buffer_bytes,
                         Slice& slice);
  void open_nested(const std::string& step, Slice& slice);
  BoxName box_of(const std::string& step, Slice& slice);

  ArchiveFile archive_;
  std::uint64_t sources_;
  std::uint64_t events_ = 0, told_ = 0;  // heard in all; told by the worker at work
  bool was_skipping_ = false;
  std::shared_ptr<OpenSource> member_;   // under work: its last piece has not come
  std::string member_step_;
  std::set<std::string> nested_;
};

// Whether an event holds bytes in its buffer, which is then not the worker's until Refill.
bool uses_buffer(const UnpackEvent& event);

}  // namespace winnow::run
