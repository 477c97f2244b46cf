#include "case/sorted.h"

#include <algorithm>
#include <map>

#include "base/limits.h"
#include "base/locator.h"

namespace winnow::store {
namespace {

// Items held at once while sources that lie scattered over the slices (members of an archive, in the archive's order)
// are brought into order. A dump in natural order needs one round for each handful of slices.
constexpr std::uint64_t kHeldBytes = 24 * limits::kMiB;

void sort_steps(std::vector<StoredItem>& group) {
  std::stable_sort(group.begin(), group.end(), [](const StoredItem& a, const StoredItem& b) {
    return natural_less(a.item.suffix(), b.item.suffix());
  });
}

class SortedVisit {
 public:
  SortedVisit(SliceReader& reader, const std::function<void(const StoredItem&)>& visit, const std::function<bool(const Record&)>& wanted)
      : reader_(reader), visit_(visit), wanted_items_(wanted) {}

  Result<void> run() {
    WINNOW_TRY(const std::vector<Source>* sources, reader_.all_sources());
    std::vector<SourceId> order(sources->size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<SourceId>(i + 1);
    std::sort(order.begin(), order.end(), [&](SourceId a, SourceId b) {
      const auto& x = (*sources)[static_cast<std::size_t>(a - 1)].locator;
      const auto& y = (*sources)[static_cast<std::size_t>(b - 1)].locator;
      return x == y ? a < b : natural_less(x, y);
    });
    for (const SourceId id : order) {
      const auto slices = reader_.slices_of(id);
      if (!slices) return tl::unexpected<Error>(slices.error());
      if (slices->size() > 1) {
        flush();
        for (const std::size_t index : *slices) stream(id, index);
        continue;
      }
      if (slices->empty()) continue;
      wanted_.push_back({id, slices->front()});
      held_ += share_of_source(slices->front());
      if (held_ >= kHeldBytes) flush();
    }
    flush();
    return outcome_;
  }

 private:
  struct Wanted { SourceId source; std::size_t slice; };

  std::uint64_t share_of_source(std::size_t index) const {
    constexpr std::uint64_t kItemBytes = 4 * limits::kKiB;  // an item decoded, generously
    const SliceHead& head = reader_.heads()[index];
    return head.items * kItemBytes / std::max<std::uint64_t>(head.sources, 1) + 1;
  }

  // The groups of one source in one slice, in order of messages.
  void stream(SourceId id, std::size_t index) {
    const auto slice = reader_.slice(index);
    if (!slice) return note(slice.error());
    for (std::uint32_t g = 0; g < static_cast<std::uint32_t>((*slice)->record.groups_size()); ++g) {
      if ((*slice)->source_of(g) != id) continue;
      auto group = reader_.group(**slice, g, wanted_items_);
      if (!group) return note(group.error());
      sort_steps(*group);
      for (const StoredItem& item : *group) visit_(item);
    }
  }

  // Reads each slice that the wanted sources lie in once, then visits them in their order.
  void flush() {
    std::map<std::size_t, std::vector<SourceId>> by_slice;
    for (const Wanted& wanted : wanted_) by_slice[wanted.slice].push_back(wanted.source);
    if (by_slice.size() == 1) {
      for (const Wanted& wanted : wanted_) stream(wanted.source, wanted.slice);
    } else {
      std::map<SourceId, std::vector<std::vector<StoredItem>>> held;
      for (auto& [index, sources] : by_slice) {
        std::sort(sources.begin(), sources.end());
        collect(index, sources, held);
      }
      for (const Wanted& wanted : wanted_)
        for (const auto& group : held[wanted.source])
          for (const StoredItem& item : group) visit_(item);
    }
    wanted_.clear();
    held_ = 0;
  }

  void collect(std::size_t index, const std::vector<SourceId>& sources,
               std::map<SourceId, std::vector<std::vector<StoredItem>>>& held) {
    const auto slice = reader_.slice(index);
    if (!slice) return note(slice.error());
    for (std::uint32_t g = 0; g < static_cast<std::uint32_t>((*slice)->record.groups_size()); ++g) {
      const SourceId id = (*slice)->source_of(g);
      if (!std::binary_search(sources.begin(), sources.end(), id)) continue;
      auto group = reader_.group(**slice, g, wanted_items_);
      if (!group) return note(group.error());
      sort_steps(*group);
      held[id].push_back(std::move(*group));
    }
  }

  void note(const Error& error) { outcome_ = tl::unexpected<Error>(error); }

  SliceReader& reader_;
  const std::function<void(const StoredItem&)>& visit_;
  const std::function<bool(const Record&)>& wanted_items_;
  std::vector<Wanted> wanted_;
  std::uint64_t held_ = 0;
  Result<void> outcome_;
};

}  // namespace

Result<void> visit_sorted(SliceReader& reader, const std::function<void(const StoredItem&)>& visit,
                          const std::function<bool(const Record&)>& wanted) {
  return SortedVisit(reader, visit, wanted).run();
}

}  // namespace winnow::store
