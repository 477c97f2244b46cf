#include "case/slices.h"

#include <algorithm>

#include "base/locator.h"

namespace winnow::store {
namespace {

// Readers that jump between a mailbox's slices (threads, copies) find most of them here.
constexpr std::size_t kKeptSlices = 6;

tl::unexpected<Error> damaged() { return fail(ErrorCode::kMalformed, "a damaged record"); }

template <typename T>
tl::unexpected<Error> error_of(T&& result) { return tl::unexpected<Error>(std::forward<T>(result).error()); }

}  // namespace

std::uint32_t packed_judgement(record::Kind kind, record::Verdict verdict, const record::Standings& standings) {
  return (static_cast<std::uint32_t>(kind) & 3U) | (static_cast<std::uint32_t>(verdict) & 7U) << 2 | standings.packed() << 5;
}

UnpackedJudgement unpacked_judgement(std::uint32_t bits) {
  UnpackedJudgement judgement{static_cast<record::Kind>(bits & 3U), static_cast<record::Verdict>((bits >> 2) & 7U),
                              record::Standings::unpacked((bits >> 5) & 0x3FFFFU)};
  if (!record::Verdict_IsValid(judgement.verdict)) judgement.verdict = record::UNPROVEN;
  for (record::Standing& standing : judgement.standings.by_aspect)
    if (!record::Standing_IsValid(standing)) standing = record::OPEN;
  return judgement;
}

Result<void> SliceReader::load_heads() {
  heads_.clear();
  tally = {};
  WINNOW_TRY(Statement rows, database_.prepare(
      "SELECT slice, first_item, items, first_source, sources, judged FROM slice JOIN judged USING (slice) ORDER BY slice"));
  ItemId next_item = 1;
  SourceId next_source = 1;
  JudgedRecord judged;
  for (;;) {
    WINNOW_TRY(const bool row, rows.step());
    if (!row) break;
    const SliceHead head{rows.integer(0), rows.integer(1), static_cast<std::uint64_t>(rows.integer(2)), rows.integer(3),
                         static_cast<std::uint64_t>(rows.integer(4))};
    // Running numbers without a gap: everything that follows computes with them.
    if (head.slice != static_cast<std::int64_t>(heads_.size()) || head.first_item != next_item ||
        head.first_source != next_source || rows.integer(2) < 0 || rows.integer(4) < 0 || rows.integer(2) > (1LL << 40) ||
        rows.integer(4) > (1LL << 40))
      return damaged();
    if (auto unpacked = codec_.unpack(rows.text(5), judged); !unpacked) return unpacked;
    if (static_cast<std::uint64_t>(judged.items_size()) != head.items) return damaged();
    for (const std::uint32_t bits : judged.items()) {
      const UnpackedJudgement one = unpacked_judgement(bits);
      ++tally[one.kind][one.verdict];
    }
    next_item += rows.integer(2);
    next_source += rows.integer(4);
    heads_.push_back(head);
  }
  WINNOW_TRY(const std::int64_t stored, database_.integer("SELECT count(*) FROM slice"));
  if (stored != static_cast<std::int64_t>(heads_.size())) return damaged();
  return {};
}

void SliceReader::forget() {
  recent_.clear();
  recent_sources_.clear();
  sources_.clear();
  by_locator_.clear();
}

Result<std::shared_ptr<const LoadedSlice>> SliceReader::slice(std::size_t index) {
  for (auto it = recent_.begin(); it != recent_.end(); ++it) {
    if (it->first != index) continue;
    auto found = *it;
    recent_.erase(it);
    recent_.push_front(found);
    return found.second;
  }
  auto loaded = std::make_shared<LoadedSlice>();
  loaded->head = heads_[index];
  WINNOW_TRY(Statement row, database_.prepare(
      "SELECT records, judged, related, revised FROM slice JOIN judged USING (slice) LEFT JOIN revised USING (slice) WHERE slice = ?"));
  row.bind(1, loaded->head.slice);
  WINNOW_TRY(const bool found, row.step());
  if (!found) return damaged();
  if (auto unpacked = codec_.unpack(row.text(0), loaded->record); !unpacked) return error_of(unpacked);
  if (auto unpacked = codec_.unpack(row.text(1), loaded->judged); !unpacked) return error_of(unpacked);
  if (!row.text(2).empty())
    if (auto unpacked = codec_.unpack(row.text(2), loaded->related_record); !unpacked) return error_of(unpacked);
  if (!row.text(3).empty())
    if (auto unpacked = codec_.unpack(row.text(3), loaded->revised_record); !unpacked) return error_of(unpacked);

  for (int g = 0; g < loaded->record.groups_size(); ++g) {
    const GroupRecord& group = loaded->record.groups(g);
    const SourceId source = loaded->source_of(static_cast<std::uint32_t>(g));
    if (source < 1 || source >= loaded->head.first_source + static_cast<SourceId>(loaded->head.sources)) return damaged();
    loaded->group_begin.push_back(static_cast<std::uint32_t>(loaded->group_of.size()));
    for (int i = 0; i < group.items_size(); ++i) {
      if (group.items(i).parent() > static_cast<std::uint32_t>(i)) return damaged();  // a parent comes first
      loaded->group_of.push_back(static_cast<std::uint32_t>(g));
      loaded->within.push_back(static_cast<std::uint32_t>(i));
    }
  }
  if (loaded->group_of.size() != loaded->head.items || static_cast<std::uint64_t>(loaded->judged.items_size()) != loaded->head.items)
    return damaged();
  for (const RelatedItem& related : loaded->related_record.items()) loaded->related[related.position()] = &related;
  for (const RevisedItem& revised : loaded->revised_record.items()) loaded->revised[revised.position()] = &revised;
  recent_.emplace_front(index, loaded);
  if (recent_.size() > kKeptSlices) recent_.pop_back();
  return std::shared_ptr<const LoadedSlice>(loaded);
}

std::optional<std::size_t> SliceReader::index_of_item(ItemId id) const {
  auto it = std::upper_bound(heads_.begin(), heads_.end(), id, [](ItemId at, const SliceHead& head) { return at < head.first_item; });
  // Empty slices share their first item with the one behind them: the last that begins at or before is the right one.
  if (id < 1 || it == heads_.begin()) return std::nullopt;
  --it;
  if (id >= it->first_item + static_cast<ItemId>(it->items)) return std::nullopt;
  return static_cast<std::size_t>(it - heads_.begin());
}

std::optional<std::size_t> SliceReader::index_of_source(SourceId id) const {
  auto it = std::upper_bound(heads_.begin(), heads_.end(), id, [](SourceId at, const SliceHead& head) { return at < head.first_source; });
  if (id < 1 || it == heads_.begin()) return std::nullopt;
  --it;
  if (id >= it->first_source + static_cast<SourceId>(it->sources)) return std::nullopt;
  return static_cast<std::size_t>(it - heads_.begin());
}

Result<std::vector<std::size_t>> SliceReader::slices_of(SourceId id) {
  std::vector<std::size_t> indices;
  const auto born = index_of_source(id);
  if (!born) return indices;
  indices.push_back(*born);
  WINNOW_TRY(Statement rows, database_.prepare("SELECT slice FROM span WHERE source = ? ORDER BY slice"));
  rows.bind(1, id);
  for (;;) {
    WINNOW_TRY(const bool row, rows.step());
    if (!row) return indices;
    const auto index = static_cast<std::size_t>(rows.integer(0));
    if (rows.integer(0) < 0 || index >= heads_.size()) return damaged();
    indices.push_back(index);
  }
}

Result<std::optional<std::size_t>> SliceReader::slice_of(SourceId id, std::uint64_t message) {
  WINNOW_TRY(Statement rows, database_.prepare(
      "SELECT slice FROM span WHERE source = ? AND first_message <= ? ORDER BY slice DESC LIMIT 1"));
  rows.bind(1, id).bind(2, static_cast<std::int64_t>(message));
  WINNOW_TRY(const bool row, rows.step());
  if (!row) return index_of_source(id);
  const auto index = static_cast<std::size_t>(rows.integer(0));
  if (rows.integer(0) < 0 || index >= heads_.size()) return damaged();
  return std::optional<std::size_t>(index);
}

Result<std::vector<Source>> SliceReader::sources_of_slice(std::size_t index) {
  const SliceHead& head = heads_[index];
  std::vector<Source> sources;
  if (head.sources == 0) return sources;
  WINNOW_TRY(Statement row, database_.prepare("SELECT names FROM slice WHERE slice = ?"));
  row.bind(1, head.slice);
  WINNOW_TRY(const bool found, row.step());
  SourcesRecord record;
  if (!found) return damaged();
  if (auto unpacked = codec_.unpack(row.text(0), record); !unpacked) return error_of(unpacked);
  if (static_cast<std::uint64_t>(record.sources_size()) != head.sources) return damaged();
  sources.reserve(head.sources);
  for (SourceRecord& source : *record.mutable_sources())
    sources.push_back({head.first_source + static_cast<SourceId>(sources.size()), std::move(*source.mutable_locator()),
                       std::move(*source.mutable_format()), source.size()});
  return sources;
}

Result<const Source*> SliceReader::source(SourceId id) {
  if (!sources_.empty() && id >= 1 && static_cast<std::size_t>(id) <= sources_.size())
    return &sources_[static_cast<std::size_t>(id - 1)];
  const auto index = index_of_source(id);
  if (!index) return damaged();
  const SliceHead& head = heads_[*index];
  if (recent_sources_.empty() || recent_sources_.front().id != head.first_source) {
    WINNOW_TRY(recent_sources_, sources_of_slice(*index));
  }
  return &recent_sources_[static_cast<std::size_t>(id - head.first_source)];
}

Result<const std::vector<Source>*> SliceReader::all_sources() {
  if (sources_.empty()) {
    std::vector<Source> all;
    for (std::size_t i = 0; i < heads_.size(); ++i) {
      WINNOW_TRY(std::vector<Source> some, sources_of_slice(i));
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    sources_ = std::move(all);
  }
  return &sources_;
}

Result<std::optional<SourceId>> SliceReader::source_of_locator(std::string_view locator) {
  if (by_locator_.empty()) {
    WINNOW_TRY(const std::vector<Source>* sources, all_sources());
    by_locator_.reserve(sources->size());
    for (const Source& source : *sources) by_locator_.emplace(source.locator, source.id);
  }
  const auto found = by_locator_.find(locator);
  return found == by_locator_.end() ? std::nullopt : std::optional<SourceId>(found->second);
}

Result<StoredItem> SliceReader::item(const LoadedSlice& slice, std::uint32_t position) {
  const std::uint32_t group = slice.group_of[position];
  const GroupRecord& record = slice.record.groups(static_cast<int>(group));
  StoredItem stored;
  stored.id = slice.head.first_item + position;
  stored.source = slice.source_of(group);
  stored.message = record.message();
  WINNOW_TRY(const Source* const source, this->source(stored.source));
  stored.item = slice.item_at(position);
  stored.locator = join_locator(source->locator, stored.message, stored.item.suffix());
  if (const std::uint32_t parent = stored.item.parent(); parent != 0)
    stored.parent = join_locator(source->locator, stored.message, record.items(static_cast<int>(parent - 1)).suffix());
  if (const auto related = slice.related.find(position); related != slice.related.end())
    stored.item.mutable_findings()->MergeFrom(related->second->findings());
  const UnpackedJudgement judgement = unpacked_judgement(slice.judged.items(static_cast<int>(position)));
  stored.standings = judgement.standings;
  stored.verdict = judgement.verdict;
  return stored;
}

Result<Record> SliceReader::record_of(const LoadedSlice& slice, std::uint32_t position) {
  const std::uint32_t at = slice.group_of[position];
  const GroupRecord& group = slice.record.groups(static_cast<int>(at));
  const UnpackedJudgement judgement = unpacked_judgement(slice.judged.items(static_cast<int>(position)));
  WINNOW_TRY(const Source* const source, this->source(slice.source_of(at)));
  Record record{slice.head.first_item + position, &slice.item_at(position), judgement.standings,
                judgement.verdict, source->locator, group.message()};
  record.is_related = slice.related.contains(position);
  return record;
}

Result<Record> SliceReader::first_record_of(const LoadedSlice& slice, std::uint32_t position) {
  WINNOW_TRY(Record record, record_of(slice, position));
  const auto revised = slice.revised.find(position);
  if (revised == slice.revised.end()) return record;
  const UnpackedJudgement judgement = unpacked_judgement(revised->second->first());
  record.item = &slice.first_item_at(position);
  record.standings = judgement.standings;
  record.verdict = judgement.verdict;
  return record;
}

Result<std::vector<StoredItem>> SliceReader::group(const LoadedSlice& slice, std::uint32_t group,
                                                   const std::function<bool(const Record&)>& wanted) {
  std::vector<StoredItem> items;
  const auto count = static_cast<std::uint32_t>(slice.record.groups(static_cast<int>(group)).items_size());
  for (std::uint32_t position = slice.group_begin[group]; position < slice.group_begin[group] + count; ++position) {
    if (wanted) {
      WINNOW_TRY(const Record record, record_of(slice, position));
      if (!wanted(record)) continue;
    }
    WINNOW_TRY(StoredItem stored, item(slice, position));
    items.push_back(std::move(stored));
  }
  return items;
}

}  // namespace winnow::store
