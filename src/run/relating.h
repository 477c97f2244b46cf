// The case as `relate` sees it, and the verdicts that follow from what it finds.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "case/case.h"
#include "judge/judge.h"
#include "relate/relate.h"
#include "run/copies_plan.h"
#include "run/lost_keys.h"

namespace winnow::run {

class Relating final : private relate::Store {
 public:
  Relating(store::Case& opened, const relate::Options& options) : case_(opened), options_(options) { relations_.emplace(options); }

  // Learns what is in the case already, as it was committed first, from a run that was interrupted. Errors: those of the case.
  Result<void> catch_up();
  // Which messages other copies may help (once all is learned).
  std::vector<Call> calls() { return copies_.conclude(); }
  std::uint64_t copies_left_out() const { return copies_.left_out(); }
  // After a second visit that revised items: forgets everything and learns the case as it is now. Errors: those of the case.
  Result<void> learn_anew();
  // Learns an item that was just committed; in the order of their numbers.
  void learn(const relate::Entry& entry);
  const LostKeys& lost_keys() const { return lost_keys_; }
  // Once all is learned: asks every relation what it found.
  void conclude();
  // Judges the items anew that something was found about, and finishes the case. Errors: those of the case.
  Result<void> finish();

 private:
  struct Found { relate::ItemId id; std::shared_ptr<const record::Finding> finding; };

  std::string locator(relate::ItemId id) const override { return case_.locator(id); }
  record::Standings standings(relate::ItemId id) const override;
  void add(std::span<const relate::ItemId> ids, record::Finding finding) override;
  void set_note(std::string_view name, std::string_view text) override;

  std::span<const Found> found_about(relate::ItemId id) const;
  judge::Judgement judged(const record::Item& item, relate::ItemId id) const;

  store::Case& case_;
  const relate::Options& options_;
  std::optional<relate::Relations> relations_;
  CopiesPlan copies_;
  LostKeys lost_keys_;
  std::vector<std::uint32_t> standings_;   // as committed, packed; of the item `index + 1`
  mutable std::vector<Found> found_;       // by item where `is_sorted_`
  mutable bool is_sorted_ = true;
  Result<void> noted_;                     // the first note that could not be kept
};

}  // namespace winnow::run
