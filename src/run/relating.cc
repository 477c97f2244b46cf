#include "run/relating.h"

#include <unordered_map>

#include "check/check.h"
#include "judge/judge.h"

namespace winnow::run {
namespace {

judge::Judgement judged(const record::Item& item, const std::vector<record::Finding>* more) {
  std::vector<const record::Finding*> findings;
  for (const record::Finding& finding : item.findings()) findings.push_back(&finding);
  if (more)
    for (const record::Finding& finding : *more) findings.push_back(&finding);
  return judge::judge(findings);
}

class CaseStore final : public relate::Store {
 public:
  explicit CaseStore(const store::Case& opened) : case_(opened) {}

  void for_each(const std::function<void(const relate::Entry&)>& visit) const override {
    const auto read = case_.for_each_record([&](const store::Record& stored) {
      const auto found = found_.find(stored.id);
      // Findings of an earlier relating are not part of what is related now: they are replaced at the end.
      if (found == found_.end()) {
        visit({stored.id, stored.item, stored.standings, stored.verdict});
        return;
      }
      record::Item item = *stored.item;
      for (const record::Finding& finding : found->second) *item.add_findings() = finding;
      const judge::Judgement judgement = judged(*stored.item, &found->second);
      visit({stored.id, &item, judgement.standings, judgement.verdict});
    });
    if (!read) damage_ = read.error();
  }

  bool has(record::Kind kind) const override {
    for (int verdict = record::Verdict_MIN; verdict <= record::Verdict_MAX; ++verdict)
      if (case_.count(kind, static_cast<record::Verdict>(verdict)) > 0) return true;
    return false;
  }
  std::string locator(relate::ItemId id) const override { return case_.locator(id); }

  void add(relate::ItemId id, record::Finding finding) override {
    if (finding.group().empty())
      if (const check::Page* page = check::page(finding.check())) finding.set_group(page->group);
    found_[id].push_back(std::move(finding));
  }

  const std::vector<record::Finding>* found(store::ItemId id) const {
    const auto at = found_.find(id);
    return at == found_.end() ? nullptr : &at->second;
  }
  const std::optional<Error>& damage() const { return damage_; }

 private:
  const store::Case& case_;
  std::unordered_map<store::ItemId, std::vector<record::Finding>> found_;
  mutable std::optional<Error> damage_;
};

}  // namespace

Result<void> relate_all(store::Case& opened, const relate::Options& options) {
  CaseStore store(opened);
  for (const relate::Relation& relation : relate::all()) relation.run(store, options);
  if (store.damage()) return tl::unexpected<Error>(*store.damage());
  return opened.commit_related([&](const store::Record& stored) {
    store::Case::Related related;
    const std::vector<record::Finding>* found = store.found(stored.id);
    if (found) related.findings = *found;
    const judge::Judgement judgement = judged(*stored.item, found);
    related.standings = judgement.standings;
    related.verdict = judgement.verdict;
    return related;
  });
}

}  // namespace winnow::run
