// A store of items in memory that judges again whenever a relation adds a finding.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "judge/judge.h"
#include "relate/relate.h"

namespace winnow::support {

class MemoryStore final : public relate::Store {
 public:
  relate::ItemId put(std::string locator, record::Item item) {
    items_.push_back({std::move(locator), std::move(item)});
    return static_cast<relate::ItemId>(items_.size());
  }
  void run(const relate::Options& options = {}) {
    for (const relate::Relation& relation : relate::all()) relation.run(*this, options);
  }
  judge::Judgement judgement(relate::ItemId id) const {
    std::vector<const record::Finding*> findings;
    for (const record::Finding& finding : items_[static_cast<std::size_t>(id - 1)].second.findings()) findings.push_back(&finding);
    return judge::judge(findings);
  }
  // The first finding of that check; nullptr when there is none.
  const record::Finding* found(relate::ItemId id, std::string_view check) const {
    for (const record::Finding& finding : items_[static_cast<std::size_t>(id - 1)].second.findings())
      if (finding.check() == check) return &finding;
    return nullptr;
  }

  void for_each(const std::function<void(const relate::Entry&)>& visit) const override {
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const auto id = static_cast<relate::ItemId>(i + 1);
      const judge::Judgement now = judgement(id);
      const record::Item copy = items_[i].second;
      visit({id, &copy, now.standings, now.verdict});
    }
  }
  std::string locator(relate::ItemId id) const override { return items_[static_cast<std::size_t>(id - 1)].first; }
  bool has(record::Kind kind) const override {
    return std::any_of(items_.begin(), items_.end(), [&](const auto& item) { return item.second.kind() == kind; });
  }
  void add(relate::ItemId id, record::Finding finding) override {
    *items_[static_cast<std::size_t>(id - 1)].second.add_findings() = std::move(finding);
  }
  std::size_t size() const { return items_.size(); }

 private:
  std::vector<std::pair<std::string, record::Item>> items_;
};

}  // namespace winnow::support
