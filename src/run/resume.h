// Where a run goes on after an interruption: kept as text with each committed slice.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace winnow::run {

// Everything up to and including `path` is committed if `complete`; else the file at `path` is committed in part.
struct ResumePoint {
  std::uint64_t dump = 0;          // index into the dumps of the command line
  std::string path;                // within the dump, as in locators; empty: the dump is a file itself
  bool complete = true;
  std::uint64_t offset = 0;        // a mailbox: bytes committed
  std::uint64_t messages = 0;      // messages committed of the mailbox under work (in an archive: of the member under work)
  std::uint64_t events = 0;        // an archive: runs of members committed
  std::uint64_t size = 0;          // of the file, and when it was modified: to say that it changed meanwhile
  std::int64_t modified_ns = 0;
  std::uint64_t bytes = 0;         // of all dumps, committed; for the progress
  friend bool operator==(const ResumePoint&, const ResumePoint&) = default;
};

// One line: "1 DUMP c|p OFFSET MESSAGES EVENTS SIZE MODIFIED BYTES PATH"; the leading 1 is the form's version.
std::string print_resume_point(const ResumePoint& point);
// nullopt for anything that print_resume_point does not write.
std::optional<ResumePoint> parse_resume_point(std::string_view text);

}  // namespace winnow::run
