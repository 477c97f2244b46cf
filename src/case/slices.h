// Reading back what was committed: slices decoded one at a time, their sources, and the way from an id or a locator to a
// slice. Shared by every reading function of the case.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include <google/protobuf/arena.h>

#include "case/case.h"
#include "case/codec.h"
#include "case/database.h"

namespace winnow::store {

// Where a slice's items and sources lie; all heads stay in memory (tens of bytes for some MiB of mail).
struct SliceHead {
  std::int64_t slice = 0;
  ItemId first_item = 0;
  std::uint64_t items = 0;
  SourceId first_source = 0;
  std::uint64_t sources = 0;
};

// A slice in memory. `group_of[i]` and `within[i]` lead from the position of an item to its group and its place there.
struct LoadedSlice {
  SliceHead head;
  google::protobuf::Arena arena;          // of `record`: thousands of small objects that end together
  SliceRecord& record = *google::protobuf::Arena::CreateMessage<SliceRecord>(&arena);
  JudgedRecord judged;
  std::map<std::uint32_t, const RelatedItem*> related;
  RelatedRecord related_record;
  std::map<std::uint32_t, const RevisedItem*> revised;
  RevisedRecord revised_record;
  std::vector<std::uint32_t> group_of, within, group_begin;

  // The item at a position, as it was examined last.
  const record::Item& item_at(std::uint32_t position) const {
    if (const auto found = revised.find(position); found != revised.end()) return found->second->item();
    return first_item_at(position);
  }
  const record::Item& first_item_at(std::uint32_t position) const {
    return record.groups(static_cast<int>(group_of[position])).items(static_cast<int>(within[position]));
  }
  SourceId source_of(std::uint32_t group) const { return head.first_source + record.groups(static_cast<int>(group)).source(); }
};

std::uint32_t packed_judgement(record::Kind kind, record::Verdict verdict, const record::Standings& standings);
struct UnpackedJudgement { record::Kind kind; record::Verdict verdict; record::Standings standings; };
UnpackedJudgement unpacked_judgement(std::uint32_t bits);

class SliceReader {
 public:
  explicit SliceReader(const Database& database) : database_(database) {}

  // Reads every head and counts items by kind and verdict. Errors: kMalformed, kIo.
  Result<void> load_heads();
  const std::vector<SliceHead>& heads() const { return heads_; }
  void add_head(const SliceHead& head) { heads_.push_back(head); }
  // Forgets decoded slices (after a transaction that changed them).
  void forget();

  // The slice at an index of heads(); the last few stay decoded.
  Result<std::shared_ptr<const LoadedSlice>> slice(std::size_t index);
  std::optional<std::size_t> index_of_item(ItemId id) const;
  std::optional<std::size_t> index_of_source(SourceId id) const;
  // Indices of the slices that hold items of a source, in order.
  Result<std::vector<std::size_t>> slices_of(SourceId id);
  // The slice that would hold a message of a source.
  Result<std::optional<std::size_t>> slice_of(SourceId id, std::uint64_t message);

  // Valid until the next call.
  Result<const Source*> source(SourceId id);
  Result<std::vector<Source>> sources_of_slice(std::size_t index);
  // All sources, loaded once.
  Result<const std::vector<Source>*> all_sources();
  Result<std::optional<SourceId>> source_of_locator(std::string_view locator);

  // One item as the callers of the case see it.
  Result<StoredItem> item(const LoadedSlice& slice, std::uint32_t position);
  Result<Record> record_of(const LoadedSlice& slice, std::uint32_t position);
  // As it was committed first.
  Result<Record> first_record_of(const LoadedSlice& slice, std::uint32_t position);
  // All of a group, in preorder; with `wanted` only what it wants.
  Result<std::vector<StoredItem>> group(const LoadedSlice& slice, std::uint32_t group,
                                        const std::function<bool(const Record&)>& wanted = {});

  std::array<std::array<std::uint64_t, 6>, 4> tally{};   // [kind][verdict]

 private:
  Result<std::string> blob(Statement& statement, std::int64_t slice, int column);

  const Database& database_;
  Codec codec_;
  std::vector<SliceHead> heads_;
  std::deque<std::pair<std::size_t, std::shared_ptr<const LoadedSlice>>> recent_;
  std::vector<Source> recent_sources_;   // of one slice
  std::vector<Source> sources_;
  std::unordered_map<std::string_view, SourceId> by_locator_;
};

}  // namespace winnow::store
