// A store of items in memory that judges again whenever a relation adds a finding.
#pragma once

#include <functional>
#include <span>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/locator.h"
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
    relate::Relations relations(options);
    for (std::size_t i = 0; i < items_.size(); ++i) {
      const auto id = static_cast<relate::ItemId>(i + 1);
      const auto& [locator, item] = items_[i];
      const judge::Judgement first = judgement(id);
      const LocatorParts parts = split_locator(locator);
      relations.learn({id, &item, first.standings, first.verdict, parts.source, parts.message});
    }
    relations.conclude(*this);
  }
  judge::Judgement judgement(relate::ItemId id) const {
    std::vector<const record::Finding*> findings;
    for (const record::Finding& finding : items_[static_cast<std::size_t>(id - 1)].second.findings()) findings.push_back(&finding);
    return judge::judge(findings);
  }
  // Every item with what was found about it, and its verdict.
  void for_each(const std::function<void(const record::Item&, record::Verdict)>& visit) const {
    for (std::size_t i = 0; i < items_.size(); ++i) visit(items_[i].second, judgement(static_cast<relate::ItemId>(i + 1)).verdict);
  }
  // The first finding of that check; nullptr when there is none.
  const record::Finding* found(relate::ItemId id, std::string_view check) const {
    for (const record::Finding& finding : items_[static_cast<std::size_t>(id - 1)].second.findings())
      if (finding.check() == check) return &finding;
    return nullptr;
  }

  std::string locator(relate::ItemId id) const override { return items_[static_cast<std::size_t>(id - 1)].first; }
  record::Standings standings(relate::ItemId id) const override { return judgement(id).standings; }
  void set_note(std::string_view name, std::string_view text) override { notes[std::string(name)] = text; }
  std::map<std::string, std::string> notes;
  using Store::add;
  void add(std::span<const relate::ItemId> ids, record::Finding finding) override {
    for (const relate::ItemId id : ids) *items_[static_cast<std::size_t>(id - 1)].second.add_findings() = finding;
  }
  std::size_t size() const { return items_.size(); }

 private:
  std::vector<std::pair<std::string, record::Item>> items_;
};

}  // namespace winnow::support
