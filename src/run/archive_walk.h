// Walks an archive and the archives in it, telling what each member is before its bytes come.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "box/box.h"

namespace winnow::run {

struct Member {
  std::string step;             // "!NAME", in a nested archive "!A!B"
  std::string archive;          // the step of the archive it lies in, "" for the one that is walked
  box::Sniffed what;
};

// Receives members in archive order. A nested archive is a member like any other, and its members follow it.
class MemberVisitor {
 public:
  virtual ~MemberVisitor() = default;
  virtual void begin(const Member& member) = 0;
  virtual void data(const Member& member, Bytes bytes) = 0;   // in order, from the member's first byte
  virtual void end(const Member& member) = 0;
  // As box::MemberSink::lost(); `step` is "" for the walked archive itself. `reason`: catalogue id "loss.<reason>".
  virtual void lost(std::string_view step, std::string_view reason, std::uint64_t bytes) = 0;
};

// `name`: of the archive, for compressed streams that name no member. Nested archives are held in memory while they are
// read, limits::kNestedArchiveBytes in all. Returns the members read, those of nested archives included.
std::uint64_t walk_archive(const box::ArchiveInput& input, std::string_view name, box::ArchiveBudget& budget,
                           MemberVisitor& visitor);

}  // namespace winnow::run
