#include "run/relating.h"

#include <algorithm>

#include "check/check.h"

namespace winnow::run {

namespace {

relate::Entry entry_of(const store::Record& stored) {
  return {stored.id, stored.item, stored.standings, stored.verdict, stored.source, stored.message};
}

}  // namespace

Result<void> Relating::catch_up() {
  return case_.for_each_first_record([&](const store::Record& stored) { learn(entry_of(stored)); });
}

void Relating::learn(const relate::Entry& entry) {
  standings_.push_back(entry.standings.packed());
  relations_->learn(entry);
  copies_.learn(entry);
  lost_keys_.learn(*entry.item);
}

Result<void> Relating::learn_anew() {
  standings_.clear();
  relations_.emplace(options_);
  return case_.for_each_record([&](const store::Record& stored) {
    standings_.push_back(stored.standings.packed());
    relations_->learn(entry_of(stored));
  });
}

record::Standings Relating::standings(relate::ItemId id) const {
  if (found_about(id).empty()) return record::Standings::unpacked(standings_[static_cast<std::size_t>(id - 1)]);
  record::Standings now;
  (void)case_.visit_record(id, [&](const store::Record& stored) { now = judged(*stored.item, id).standings; });
  return now;   // of an item that cannot be read: open
}

void Relating::add(std::span<const relate::ItemId> ids, record::Finding finding) {
  if (finding.group().empty())
    if (const check::Page* page = check::page(finding.check())) finding.set_group(page->group);
  const auto shared = std::make_shared<const record::Finding>(std::move(finding));
  for (const relate::ItemId id : ids) found_.push_back({id, shared});
  is_sorted_ = false;
}

void Relating::set_note(std::string_view name, std::string_view text) {
  if (noted_) noted_ = case_.set_note(name, text);
}

std::span<const Relating::Found> Relating::found_about(relate::ItemId id) const {
  const auto by_id = [](const Found& a, const Found& b) { return a.id < b.id; };
  if (!is_sorted_) std::stable_sort(found_.begin(), found_.end(), by_id);
  is_sorted_ = true;
  const auto [begin, end] = std::equal_range(found_.begin(), found_.end(), Found{id, nullptr}, by_id);
  return {begin, end};
}

judge::Judgement Relating::judged(const record::Item& item, relate::ItemId id) const {
  std::vector<const record::Finding*> findings;
  for (const record::Finding& finding : item.findings()) findings.push_back(&finding);
  for (const Found& found : found_about(id)) findings.push_back(found.finding.get());
  return judge::judge(findings);
}

void Relating::conclude() { relations_->conclude(*this); }

Result<void> Relating::finish() {
  if (!noted_) return noted_;
  std::vector<store::ItemId> changed;
  for (const Found& found : found_) changed.push_back(found.id);
  std::sort(changed.begin(), changed.end());
  changed.erase(std::unique(changed.begin(), changed.end()), changed.end());
  return case_.commit_related(changed, [&](const store::Record& stored) {
    store::Case::Related related;
    for (const Found& found : found_about(stored.id)) related.findings.push_back(*found.finding);
    const judge::Judgement judgement = judged(*stored.item, stored.id);
    related.standings = judgement.standings;
    related.verdict = judgement.verdict;
    return related;
  });
}

}  // namespace winnow::run
