// From what workers answered to what the case keeps: numbers, judgements, the ledger. Slices come in order.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "case/case.h"
#include "judge/judge.h"
#include "run/coordinator.h"
#include "run/isolate.h"
#include "run/relating.h"

namespace winnow::run {

// The verdict on an item that a worker examined.
judge::Judgement judged(const record::Item& item);

class Committer {
 public:
  Committer(store::Case& opened, Relating& relating) : case_(opened), relating_(relating) {}

  // Judges and commits a resolved slice, lets relating learn from its items, and shows them to the watcher. Errors: those of the case; the run then ends,
  // and the next one makes the slice anew.
  Result<void> commit(ActiveSlice& slice, Watcher& watcher);

 private:
  struct Shown { record::Item* item; store::SliceItem row; const ItemGroup* group; const OpenSource* source; };

  void open_source(OpenSource& source);
  void remember_run(const Cut& cut);
  void add_unit(Unit& unit);
  void add_result(const Cut& cut, ExtentResult& result);
  void add_group(const OpenSource& source, std::uint64_t message, const std::string& box, ItemGroup& group);
  void add_lost(const Cut& cut, const std::string& reason);
  void count(const BoxName& box, std::uint64_t expected, std::uint64_t read);

  store::Case& case_;
  Relating& relating_;
  store::SliceCommit commit_;
  std::map<std::string, store::Box> boxes_;
  std::vector<Shown> shown_;
};

}  // namespace winnow::run
