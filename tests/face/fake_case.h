// A case in memory: the outputs see the same interface as that of a file.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/locator.h"
#include "case/case.h"

namespace winnow::face {

class FakeCase : public store::Case {
 public:
  std::vector<store::StoredItem> all;
  std::vector<store::Box> box_rows;
  std::vector<store::LossRow> loss_rows;

  store::StoredItem& add(std::string locator, record::Kind kind, record::Verdict verdict) {
    store::StoredItem item;
    item.id = static_cast<store::ItemId>(all.size()) + 1;
    item.locator = std::move(locator);
    item.verdict = verdict;
    item.item.set_kind(kind);
    return all.emplace_back(std::move(item));
  }

  store::Run run_of(store::SourceId source, std::uint64_t) const override { return {source}; }
  std::string resume_point() const override { return {}; }
  std::uint64_t slices() const override { return 0; }
  std::uint64_t items() const override { return all.size(); }
  Result<void> commit(const store::SliceCommit&) override { return fail(ErrorCode::kUsage); }
  std::uint64_t sources_count() const override { return 0; }
  Result<void> commit_related(const std::vector<store::ItemId>&, const std::function<Related(const store::Record&)>&) override { return fail(ErrorCode::kUsage); }
  Result<void> commit_revised(const std::vector<Revised>&, std::string_view) override { return fail(ErrorCode::kUsage); }
  std::string revisited() const override { return {}; }
  bool has_revised() const override { return false; }
  bool finished() const override { return true; }
  std::string note(std::string_view) const override { return {}; }
  Result<void> set_note(std::string_view, std::string_view) override { return fail(ErrorCode::kUsage); }
  Result<void> for_each(const std::function<void(const store::StoredItem&)>& visit) const override {
    for (const auto& item : all) visit(item);
    return {};
  }
  Result<void> for_each_record(const std::function<void(const store::Record&)>& visit) const override {
    for (const auto& item : all) {
      const LocatorParts parts = split_locator(item.locator);
      visit({item.id, &item.item, item.standings, item.verdict, parts.source, parts.message});
    }
    return {};
  }
  Result<void> for_each_first_record(const std::function<void(const store::Record&)>&) const override { return fail(ErrorCode::kUsage); }
  Result<void> visit_record(store::ItemId, const std::function<void(const store::Record&)>&) const override { return fail(ErrorCode::kUsage); }
  Result<void> for_each_sorted(const std::function<void(const store::StoredItem&)>& visit,
                               const std::function<bool(const store::Record&)>& = {}) const override {
    std::vector<const store::StoredItem*> order;
    for (const auto& item : all) order.push_back(&item);
    std::ranges::sort(order, [](const auto* a, const auto* b) { return natural_less(a->locator, b->locator); });
    for (const auto* item : order) visit(*item);
    return {};
  }
  std::optional<store::StoredItem> find(std::string_view locator) const override {
    for (const auto& item : all)
      if (item.locator == locator) return item;
    return std::nullopt;
  }
  std::string locator(store::ItemId id) const override { return all[static_cast<std::size_t>(id) - 1].locator; }
  std::vector<store::StoredItem> group_of(store::ItemId) const override { return {}; }
  std::uint64_t count(record::Kind kind, record::Verdict verdict) const override {
    return static_cast<std::uint64_t>(
        std::ranges::count_if(all, [&](const auto& item) { return item.item.kind() == kind && item.verdict == verdict; }));
  }
  std::vector<store::Box> boxes() const override { return box_rows; }
  std::vector<store::LossRow> losses() const override { return loss_rows; }
  std::vector<store::Source> sources() const override { return {}; }
};

// What a forger may write into any text of a mail: terminal escapes, text turned around, markup, quotes.
inline const std::string kHostile = "\x1b[2J\x1b]0;owned\x07</script><script>alert(1)</script>\"'`$(id)\u202Etxt.exe\u2066\u200B\n\r\xff&amp;<bdi>";

}  // namespace winnow::face
