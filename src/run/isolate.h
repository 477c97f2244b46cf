// A slice while workers examine it. If a worker fails over it, the slice is halved until the one message or file that did
// it stands alone; that one is tried again, then with less, and then it is lost by name. All others are kept.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <vector>

#include "run/slices.h"

namespace winnow::run {

// A part of a slice that one job examines.
struct Unit {
  enum class State { kWaiting, kAtWork, kExamined, kLost };
  std::vector<Cut> cuts;
  State state = State::kWaiting;
  bool is_retry = false;
  bool shallow = false;                  // attached archives and embedded messages stay closed
  unsigned failures = 0;                 // since it stands alone
  std::vector<std::shared_ptr<ExtentResult>> results;   // one a cut, when examined
  std::string reason;                    // when lost
};

class ActiveSlice {
 public:
  explicit ActiveSlice(Slice slice);

  Slice& slice() { return slice_; }
  std::list<Unit>& units() { return units_; }
  bool is_resolved() const { return unresolved_ == 0; }

  // The next unit that waits for a worker; null: none.
  Unit* next_waiting();
  // Takes a job's answer. An answer that contradicts the job is a failure too.
  void examined(Unit& unit, const std::shared_ptr<ExamineResult>& result);
  void failed(Unit& unit, const std::string& reason);
  // Nothing was wrong: the unit waits for another worker as it is.
  void again(Unit& unit) { unit.state = Unit::State::kWaiting; }

 private:
  Slice slice_;
  std::list<Unit> units_;
  std::size_t unresolved_ = 0;
};

// Whether a result is one that an honest worker could give: one group for what is no mailbox, in every group a first item,
// and parents before their children.
bool is_sound(Format format, const ExtentResult& result);

// The job that examines a unit, and the descriptors that go with it.
void fill_job(const Unit& unit, ExamineJob& job, std::vector<int>& descriptors);

}  // namespace winnow::run
