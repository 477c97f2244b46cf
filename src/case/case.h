// The case: the one SQLite file in which winnow keeps all it found about a dump. docs/formats/case.md has the tables.
// Records are kept a slice at a time, compressed; what changes or is looked up stands in columns.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/aspects.h"
#include "record/record.pb.h"

namespace winnow::store {

using SourceId = std::int64_t;
using ItemId = std::int64_t;

// A file of the dump or a member of an archive: what the part of a locator before '#' and ':' names.
struct Source {
  SourceId id = 0;
  std::string locator;
  std::string format;            // "mbox", "message", "document", "archive"
  std::uint64_t size = 0;
};

// One row of the ledger: a box, how much it should hold and how much was read. It always adds up:
// expected == read + number of losses that count an item.
struct Box {
  std::string locator;
  std::string format;            // "mbox", "maildir", "mh", "folder", "archive"
  std::uint64_t expected = 0, read = 0;
};
struct LossRow {
  std::string box;               // locator of the box
  std::string locator;           // what was lost
  std::string reason;            // catalogue id "loss.<reason>"
  std::uint64_t bytes = 0;
  bool counts = true;            // an expected item of the box; false: a remark about one that was read (ledger adds up)
};

// One item as committed.
struct StoredItem {
  ItemId id = 0;
  SourceId source = 0;
  std::uint64_t message = 0;     // N of #N; 0 when the source itself is the message or document
  std::string locator;
  record::Item item;             // with its findings, those of `relate` included
  record::Standings standings;
  record::Verdict verdict = record::UNPROVEN;
  std::optional<std::string> parent;   // locator
};

// One item as committed, without findings of relating. What is pointed to is valid during the call only.
struct Record {
  ItemId id = 0;
  const record::Item* item = nullptr;
  record::Standings standings;
  record::Verdict verdict = record::UNPROVEN;
  std::string_view source;              // its locator
  std::uint64_t message = 0;            // N of #N, or 0
  bool is_related = false;              // relating found something about it
};

// What one slice commits, all in one transaction.
struct SliceItem {
  SourceId source = 0;
  std::uint64_t message = 0;
  const record::Item* item = nullptr;
  record::Standings standings;
  record::Verdict verdict = record::UNPROVEN;
};
// Where a slice of a large mailbox begins: its messages from `first_message` on stand from byte `offset` of the file on.
struct Run {
  SourceId source = 0;
  std::uint64_t first_message = 1;
  std::uint64_t offset = 0;
};
struct SliceCommit {
  std::uint64_t slice = 0;       // running number in the order of commitment
  std::string resume_point;      // opaque to the case: where the next run goes on
  std::vector<Source> new_sources;
  std::vector<SliceItem> items;
  std::vector<Box> boxes;        // counts are added to a box of the same locator
  std::vector<LossRow> losses;
  std::vector<Run> runs;         // none for what begins with its file
};

class Case {
 public:
  // Opens or makes the case and takes its lock. `inputs`: the dump's paths and options as one canonical text; a case made
  // for others answers kUsage. Errors: kLocked, kVersion (also for a file that is no case), kMalformed (damaged),
  // kDiskFull, kIo.
  static Result<std::unique_ptr<Case>> open(const std::string& path, const std::string& inputs);
  // For reading only (show, keys find, report). Errors: kNotFound, kLocked (a run writes it), kVersion, kMalformed, kIo.
  static Result<std::unique_ptr<Case>> open_for_reading(const std::string& path);
  virtual ~Case() = default;

  // Where the last committed slice ended ("" in a new case) and how many slices there are.
  virtual std::string resume_point() const = 0;
  virtual std::uint64_t slices() const = 0;
  // How many items and sources are committed. The next item gets id items() + 1, a new source has id sources_count() + 1.
  virtual std::uint64_t items() const = 0;
  virtual std::uint64_t sources_count() const = 0;
  // All or nothing: after an error the case is as before, and the same commit may be tried again.
  // kUsage where `slice`, a source id or a message number does not continue what is there.
  virtual Result<void> commit(const SliceCommit& slice) = 0;
  // Items that were examined anew with more than they hold themselves: they are shown from now on, with this judgement, in
  // place of what was committed first. One transaction with `progress`, which revisited() tells again. Kinds stay.
  struct Revised {
    ItemId id = 0;
    record::Item item;
    record::Standings standings;
    record::Verdict verdict = record::UNPROVEN;
  };
  virtual Result<void> commit_revised(const std::vector<Revised>& items, std::string_view progress) = 0;
  virtual std::string revisited() const = 0;                  // "" in a case that was not visited twice
  virtual bool has_revised() const = 0;
  // Findings of `relate`, and the verdicts that follow; one transaction, after which the case is finished. `changed`: the
  // items that something was found about, in order. `relate` may be run again: the old findings go first. The answer is
  // asked for, and says all that an item gets, for the items of every slice that holds a changed one, now or before.
  struct Related {
    std::vector<record::Finding> findings;
    record::Standings standings;
    record::Verdict verdict = record::UNPROVEN;
  };
  virtual Result<void> commit_related(const std::vector<ItemId>& changed, const std::function<Related(const Record&)>& relate) = 0;
  virtual bool finished() const = 0;
  virtual std::string note(std::string_view name) const = 0;        // small texts about the run: dates, options (option.*), missing sandbox (sandbox.missing.*)
  virtual Result<void> set_note(std::string_view name, std::string_view text) = 0;

  // In commitment order (cheap), and in the natural order of locators (what the outputs show): sources sorted, within a
  // source by message, within a message by its steps. Neither holds all items in memory. kMalformed where a record is
  // damaged: what stands in other slices was visited.
  virtual Result<void> for_each(const std::function<void(const StoredItem&)>& visit) const = 0;
  // In commitment order, as committed: the cheapest way to see every item, for what reads the whole case again and again.
  virtual Result<void> for_each_record(const std::function<void(const Record&)>& visit) const = 0;
  // The same, as every item was committed first.
  virtual Result<void> for_each_first_record(const std::function<void(const Record&)>& visit) const = 0;
  // With `wanted`: only the items that it wants to see whole; it is shown each as committed.
  virtual Result<void> for_each_sorted(const std::function<void(const StoredItem&)>& visit,
                                       const std::function<bool(const Record&)>& wanted = {}) const = 0;
  // One item as committed; kNotFound.
  virtual Result<void> visit_record(ItemId id, const std::function<void(const Record&)>& visit) const = 0;
  virtual std::optional<StoredItem> find(std::string_view locator) const = 0;
  virtual std::string locator(ItemId id) const = 0;
  // Items of the same message or source group as `id`, in preorder (the message first).
  virtual std::vector<StoredItem> group_of(ItemId id) const = 0;
  // The last run that begins at or before a message of the source; the start of its file where none is kept.
  virtual Run run_of(SourceId source, std::uint64_t message) const = 0;
  virtual std::uint64_t count(record::Kind kind, record::Verdict verdict) const = 0;
  virtual std::vector<Box> boxes() const = 0;                       // natural order
  virtual std::vector<LossRow> losses() const = 0;                  // natural order
  virtual std::vector<Source> sources() const = 0;                  // natural order
};

}  // namespace winnow::store
