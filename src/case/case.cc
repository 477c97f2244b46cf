#include "case/case.h"

#include <algorithm>
#include <set>
#include <utility>

#include "base/locator.h"
#include "case/codec.h"
#include "case/database.h"
#include "case/slices.h"
#include "case/sorted.h"
#include "case/version.h"

namespace winnow::store {
namespace {


// Write-ahead logging: a commit appends and waits for no disk, kill -9 loses at most the transaction it hits, and closing
// folds everything back into one file. The exclusive mode keeps the lock between transactions and needs no shared memory.
constexpr const char* kOpening =
    "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-4096;";

constexpr const char* kSchema = R"(
CREATE TABLE note(name TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE slice(slice INTEGER PRIMARY KEY, first_item INTEGER NOT NULL, items INTEGER NOT NULL,
  first_source INTEGER NOT NULL, sources INTEGER NOT NULL, names BLOB, records BLOB NOT NULL);
CREATE TABLE judged(slice INTEGER PRIMARY KEY, judged BLOB NOT NULL, related BLOB);
CREATE TABLE revised(slice INTEGER PRIMARY KEY, revised BLOB NOT NULL);
CREATE TABLE span(source INTEGER, slice INTEGER, first_message INTEGER NOT NULL, PRIMARY KEY(source, slice)) WITHOUT ROWID;
CREATE TABLE run(source INTEGER, first_message INTEGER, offset INTEGER NOT NULL, PRIMARY KEY(source, first_message)) WITHOUT ROWID;
CREATE TABLE box(locator TEXT PRIMARY KEY, format TEXT NOT NULL, expected INTEGER NOT NULL, read INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE loss(id INTEGER PRIMARY KEY, box TEXT NOT NULL, locator TEXT NOT NULL, reason TEXT NOT NULL,
  bytes INTEGER NOT NULL, counts INTEGER NOT NULL);
)";

// Notes that the case keeps about itself; their names cannot be set from outside.
constexpr std::string_view kInputs = "case.inputs";

tl::unexpected<Error> error_of(Error error) { return tl::unexpected<Error>(std::move(error)); }

// A slice's record over items that belong to the caller: they are written where they lie, not copied.
struct BorrowedSlice {
  SliceRecord record;
  BorrowedSlice() = default;
  BorrowedSlice(const BorrowedSlice&) = delete;
  BorrowedSlice& operator=(const BorrowedSlice&) = delete;
  ~BorrowedSlice() {
    for (GroupRecord& group : *record.mutable_groups())
      while (group.items_size() > 0) group.mutable_items()->UnsafeArenaReleaseLast();
  }
};

class CaseFile final : public Case {
 public:
  CaseFile(Database database, bool writes) : database_(std::move(database)), reader_(database_), writes_(writes) {}
  ~CaseFile() override {
    // One file afterwards. On failure (a full disk) the log stays beside, and the next opening folds it in.
    if (writes_) (void)database_.run("PRAGMA journal_mode=DELETE");
  }

  Result<void> prepare(const std::string& inputs);
  Result<void> load();
  Result<void> check_version() const;
  Result<std::string> read_note(std::string_view name) const;
  Result<void> write_note(std::string_view name, std::string_view text);

  std::string resume_point() const override { return resume_point_; }
  std::uint64_t slices() const override { return reader_.heads().size(); }
  std::uint64_t items() const override { return static_cast<std::uint64_t>(next_item_ - 1); }
  std::uint64_t sources_count() const override { return static_cast<std::uint64_t>(next_source_ - 1); }
  Result<void> commit(const SliceCommit& slice) override;
  Result<void> commit_related(const std::vector<ItemId>& changed, const std::function<Related(const Record&)>& relate) override;
  Result<void> commit_revised(const std::vector<Revised>& items, std::string_view progress) override;
  std::string revisited() const override { return read_note(kRevisited).value_or(std::string()); }
  bool has_revised() const override { return database_.integer("SELECT count(*) FROM revised").value_or(0) != 0; }
  bool finished() const override { return finished_; }
  std::string note(std::string_view name) const override { return read_note(name).value_or(std::string()); }
  Result<void> set_note(std::string_view name, std::string_view text) override;

  Result<void> for_each(const std::function<void(const StoredItem&)>& visit) const override;
  Result<void> for_each_record(const std::function<void(const Record&)>& visit) const override;
  Result<void> for_each_first_record(const std::function<void(const Record&)>& visit) const override;
  Result<void> for_each_sorted(const std::function<void(const StoredItem&)>& visit,
                               const std::function<bool(const Record&)>& wanted) const override;
  Result<void> visit_record(ItemId id, const std::function<void(const Record&)>& visit) const override;
  std::optional<StoredItem> find(std::string_view locator) const override;
  std::string locator(ItemId id) const override;
  std::vector<StoredItem> group_of(ItemId id) const override;
  Run run_of(SourceId source, std::uint64_t message) const override;
  std::uint64_t count(record::Kind kind, record::Verdict verdict) const override { return reader_.tally[kind & 3][verdict]; }
  std::vector<Box> boxes() const override;
  std::vector<LossRow> losses() const override;
  std::vector<Source> sources() const override;

 private:
  Result<void> write_slice(const SliceCommit& slice, SliceHead& head, JudgedRecord& judged);
  Result<void> write_ledger(const SliceCommit& slice);
  Result<void> write_revised(const LoadedSlice& slice, std::span<const Revised> items, decltype(SliceReader::tally)& tally);
  Result<void> visit_records(Result<Record> (SliceReader::*record_of)(const LoadedSlice&, std::uint32_t),
                             const std::function<void(const Record&)>& visit) const;
  Result<std::set<std::size_t>> related_slices(const std::vector<ItemId>& changed) const;

  Database database_;
  mutable SliceReader reader_;
  Codec codec_;
  bool writes_;
  bool finished_ = false;
  std::string resume_point_;
  ItemId next_item_ = 1;
  SourceId next_source_ = 1;
  Statement insert_slice_, insert_judged_, insert_span_, insert_run_, insert_box_, insert_loss_, insert_note_;
};

Result<void> CaseFile::check_version() const {
  WINNOW_TRY(const std::int64_t application, database_.integer("PRAGMA application_id"));
  if (application != kApplicationId) return fail(ErrorCode::kVersion, "no case of winnow");
  WINNOW_TRY(const std::int64_t version, database_.integer("PRAGMA user_version"));
  if (version != kSchemaVersion) return fail(ErrorCode::kVersion, std::to_string(version));
  return {};
}

Result<void> CaseFile::prepare(const std::string& inputs) {
  WINNOW_TRY(const std::int64_t tables, database_.integer("SELECT count(*) FROM sqlite_schema"));
  WINNOW_TRY(const std::int64_t application, database_.integer("PRAGMA application_id"));
  const bool is_new = tables == 0 && application == 0;
  // Somebody else's database, or a case of another version, is not even locked.
  if (!is_new)
    if (auto checked = check_version(); !checked) return checked;
  if (auto ran = database_.run(kOpening); !ran) return ran;
  if (auto ran = database_.run("BEGIN EXCLUSIVE; COMMIT"); !ran) return ran;
  if (is_new) {
    WINNOW_TRY(Transaction transaction, Transaction::begin(database_));
    if (auto ran = database_.run(kSchema); !ran) return ran;
    WINNOW_TRY(insert_note_, database_.prepare("INSERT OR REPLACE INTO note VALUES (?, ?)"));
    if (auto wrote = write_note(kInputs, inputs); !wrote) return wrote;
    const std::string marks = "PRAGMA application_id=" + std::to_string(kApplicationId) + "; PRAGMA user_version=" + std::to_string(kSchemaVersion);
    if (auto ran = database_.run(marks.c_str()); !ran) return ran;
    if (auto committed = transaction.commit(); !committed) return committed;
  }
  WINNOW_TRY(insert_note_, database_.prepare("INSERT OR REPLACE INTO note VALUES (?, ?)"));
  WINNOW_TRY(insert_slice_, database_.prepare("INSERT INTO slice VALUES (?, ?, ?, ?, ?, ?, ?)"));
  WINNOW_TRY(insert_judged_, database_.prepare("INSERT OR REPLACE INTO judged VALUES (?, ?, ?)"));
  WINNOW_TRY(insert_span_, database_.prepare("INSERT INTO span VALUES (?, ?, ?)"));
  WINNOW_TRY(insert_run_, database_.prepare("INSERT OR REPLACE INTO run VALUES (?, ?, ?)"));
  WINNOW_TRY(insert_box_, database_.prepare(
      "INSERT INTO box VALUES (?1, ?2, ?3, ?4) ON CONFLICT(locator) DO UPDATE SET expected = expected + ?3, read = read + ?4"));
  WINNOW_TRY(insert_loss_, database_.prepare("INSERT INTO loss(box, locator, reason, bytes, counts) VALUES (?, ?, ?, ?, ?)"));
  WINNOW_TRY(const std::string stored, read_note(kInputs));
  if (stored != inputs) return fail(ErrorCode::kUsage, stored);
  return {};
}

// Quick integrity: pages and heads. Records carry checksums and are checked when they are read.
Result<void> CaseFile::load() {
  WINNOW_TRY(const std::string integrity, database_.text("PRAGMA quick_check(1)"));
  if (integrity != "ok") return fail(ErrorCode::kMalformed, integrity);
  if (auto loaded = reader_.load_heads(); !loaded) return loaded;
  if (!reader_.heads().empty()) {
    const SliceHead& last = reader_.heads().back();
    next_item_ = last.first_item + static_cast<ItemId>(last.items);
    next_source_ = last.first_source + static_cast<SourceId>(last.sources);
  }
  WINNOW_TRY(resume_point_, read_note(kResumePoint));
  WINNOW_TRY(const std::string finished, read_note(kFinished));
  finished_ = !finished.empty();
  return {};
}

Result<std::string> CaseFile::read_note(std::string_view name) const {
  WINNOW_TRY(Statement row, database_.prepare("SELECT text FROM note WHERE name = ?"));
  row.bind_text(1, name);
  WINNOW_TRY(const bool found, row.step());
  return found ? std::string(row.text(0)) : std::string();
}

Result<void> CaseFile::write_note(std::string_view name, std::string_view text) {
  return insert_note_.bind_text(1, name).bind_text(2, text).run();
}

Result<void> CaseFile::set_note(std::string_view name, std::string_view text) {
  if (name == kInputs || name == kResumePoint || name == kFinished || name == kRevisited) return fail(ErrorCode::kUsage, std::string(name));
  return write_note(name, text);
}

Result<void> CaseFile::commit(const SliceCommit& slice) {
  if (!writes_ || slice.slice != slices()) return fail(ErrorCode::kUsage, "slice out of order");
  WINNOW_TRY(Transaction transaction, Transaction::begin(database_));
  SliceHead head{static_cast<std::int64_t>(slice.slice), next_item_, slice.items.size(), next_source_, slice.new_sources.size()};
  JudgedRecord judged;
  if (auto wrote = write_slice(slice, head, judged); !wrote) return wrote;
  if (auto wrote = write_ledger(slice); !wrote) return wrote;
  for (const Run& run : slice.runs) {
    insert_run_.bind(1, run.source).bind(2, static_cast<std::int64_t>(run.first_message));
    if (auto ran = insert_run_.bind(3, static_cast<std::int64_t>(run.offset)).run(); !ran) return ran;
  }
  if (auto wrote = write_note(kResumePoint, slice.resume_point); !wrote) return wrote;
  if (auto committed = transaction.commit(); !committed) return committed;

  resume_point_ = slice.resume_point;
  next_item_ += static_cast<ItemId>(head.items);
  next_source_ += static_cast<SourceId>(head.sources);
  reader_.add_head(head);
  if (head.sources != 0) reader_.forget();
  for (const std::uint32_t bits : judged.items()) {
    const UnpackedJudgement one = unpacked_judgement(bits);
    ++reader_.tally[one.kind][one.verdict];
  }
  return {};
}

Result<void> CaseFile::write_slice(const SliceCommit& slice, SliceHead& head, JudgedRecord& judged) {
  SourcesRecord names;
  for (const Source& source : slice.new_sources) {
    if (source.id != next_source_ + static_cast<SourceId>(names.sources_size())) return fail(ErrorCode::kUsage, "source id");
    SourceRecord& record = *names.add_sources();
    record.set_locator(source.locator);
    record.set_format(source.format);
    record.set_size(source.size);
  }
  BorrowedSlice borrowed;
  SliceRecord& records = borrowed.record;
  GroupRecord* group = nullptr;
  SourceId last_source = 0;
  std::set<SourceId> spanned;
  for (const SliceItem& item : slice.items) {
    if (item.source < 1 || item.source >= next_source_ + static_cast<SourceId>(head.sources)) return fail(ErrorCode::kUsage, "source id");
    if (!group || last_source != item.source || group->message() != item.message) {
      group = records.add_groups();
      group->set_source(item.source - next_source_);
      group->set_message(item.message);
      if (item.source < next_source_ && spanned.insert(item.source).second) {
        insert_span_.bind(1, item.source).bind(2, head.slice).bind(3, static_cast<std::int64_t>(item.message));
        if (auto ran = insert_span_.run(); !ran) return ran;
      }
      last_source = item.source;
    }
    // Writing a record keeps the sizes of its parts in it, and changes nothing else.
    group->mutable_items()->UnsafeArenaAddAllocated(const_cast<record::Item*>(item.item));
    judged.add_items(packed_judgement(item.item->kind(), item.verdict, item.standings));
  }
  const std::string packed_names = head.sources ? codec_.packed(names) : std::string();
  const std::string packed_records = codec_.packed(records);
  insert_slice_.bind(1, head.slice).bind(2, head.first_item).bind(3, static_cast<std::int64_t>(head.items));
  insert_slice_.bind(4, head.first_source).bind(5, static_cast<std::int64_t>(head.sources));
  if (head.sources) insert_slice_.bind_blob(6, packed_names);
  insert_slice_.bind_blob(7, packed_records);
  if (auto ran = insert_slice_.run(); !ran) return ran;
  const std::string packed_judged = codec_.packed(judged);
  return insert_judged_.bind(1, head.slice).bind_blob(2, packed_judged).run();
}

Result<void> CaseFile::write_ledger(const SliceCommit& slice) {
  for (const Box& box : slice.boxes) {
    insert_box_.bind_text(1, box.locator).bind_text(2, box.format);
    insert_box_.bind(3, static_cast<std::int64_t>(box.expected)).bind(4, static_cast<std::int64_t>(box.read));
    if (auto ran = insert_box_.run(); !ran) return ran;
  }
  for (const LossRow& loss : slice.losses) {
    insert_loss_.bind_text(1, loss.box).bind_text(2, loss.locator).bind_text(3, loss.reason);
    insert_loss_.bind(4, static_cast<std::int64_t>(loss.bytes)).bind(5, loss.counts ? 1 : 0);
    if (auto ran = insert_loss_.run(); !ran) return ran;
  }
  return {};
}

// The slices that hold findings of relating, now or from before.
Result<std::set<std::size_t>> CaseFile::related_slices(const std::vector<ItemId>& changed) const {
  std::set<std::size_t> indices;
  WINNOW_TRY(Statement rows, database_.prepare("SELECT slice FROM judged WHERE related IS NOT NULL"));
  for (;;) {
    WINNOW_TRY(const bool row, rows.step());
    if (!row) break;
    indices.insert(static_cast<std::size_t>(rows.integer(0)));
  }
  for (const ItemId id : changed) {
    const auto index = reader_.index_of_item(id);
    if (!index) return fail(ErrorCode::kUsage, "item id");
    indices.insert(*index);
  }
  return indices;
}

Result<void> CaseFile::commit_related(const std::vector<ItemId>& changed, const std::function<Related(const Record&)>& relate) {
  WINNOW_TRY(const std::set<std::size_t> indices, related_slices(changed));
  WINNOW_TRY(Transaction transaction, Transaction::begin(database_));
  auto tally = reader_.tally;
  for (const std::size_t index : indices) {
    WINNOW_TRY(const auto slice, reader_.slice(index));
    JudgedRecord judged;
    RelatedRecord related;
    for (std::uint32_t position = 0; position < slice->head.items; ++position) {
      WINNOW_TRY(const Record record, reader_.record_of(*slice, position));
      const Related answer = relate(record);
      judged.add_items(packed_judgement(record.item->kind(), answer.verdict, answer.standings));
      --tally[record.item->kind() & 3][record.verdict];
      ++tally[record.item->kind() & 3][answer.verdict];
      if (answer.findings.empty()) continue;
      RelatedItem& item = *related.add_items();
      item.set_position(position);
      for (const record::Finding& finding : answer.findings) *item.add_findings() = finding;
    }
    const std::string packed_judged = codec_.packed(judged);
    const std::string packed_related = related.items_size() ? codec_.packed(related) : std::string();
    insert_judged_.bind(1, slice->head.slice).bind_blob(2, packed_judged);
    if (related.items_size()) insert_judged_.bind_blob(3, packed_related);
    if (auto ran = insert_judged_.run(); !ran) return ran;
  }
  if (auto wrote = write_note(kFinished, "1"); !wrote) return wrote;
  auto committed = transaction.commit();
  reader_.forget();
  if (!committed) return committed;
  reader_.tally = tally;
  finished_ = true;
  return {};
}

Result<void> CaseFile::commit_revised(const std::vector<Revised>& items, std::string_view progress) {
  WINNOW_TRY(Transaction transaction, Transaction::begin(database_));
  auto tally = reader_.tally;
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    const auto index = reader_.index_of_item(items[begin].id);
    if (!index) return fail(ErrorCode::kUsage, "item id");
    while (end < items.size() && reader_.index_of_item(items[end].id) == index) ++end;
    WINNOW_TRY(const auto slice, reader_.slice(*index));
    if (auto wrote = write_revised(*slice, std::span(items).subspan(begin, end - begin), tally); !wrote) return wrote;
    reader_.forget();
  }
  if (auto wrote = write_note(kRevisited, progress); !wrote) return wrote;
  if (auto committed = transaction.commit(); !committed) return committed;
  reader_.tally = tally;
  return {};
}

Result<void> CaseFile::write_revised(const LoadedSlice& slice, std::span<const Revised> items, decltype(SliceReader::tally)& tally) {
  JudgedRecord judged = slice.judged;
  std::map<std::uint32_t, RevisedItem> by_position;
  for (const RevisedItem& known : slice.revised_record.items()) by_position[known.position()] = known;
  for (const Revised& revised : items) {
    const auto position = static_cast<std::uint32_t>(revised.id - slice.head.first_item);
    const record::Kind kind = slice.first_item_at(position).kind();
    if (kind != revised.item.kind()) return fail(ErrorCode::kUsage, "kind of item");
    const std::uint32_t before = judged.items(static_cast<int>(position));
    RevisedItem& item = by_position.try_emplace(position).first->second;
    if (item.first() == 0) item.set_first(before);
    item.set_position(position);
    *item.mutable_item() = revised.item;
    judged.set_items(static_cast<int>(position), packed_judgement(kind, revised.verdict, revised.standings));
    --tally[kind & 3][unpacked_judgement(before).verdict];
    ++tally[kind & 3][revised.verdict];
  }
  RevisedRecord record;
  for (auto& [position, item] : by_position) record.add_items()->Swap(&item);
  WINNOW_TRY(Statement judge, database_.prepare("UPDATE judged SET judged = ? WHERE slice = ?"));
  const std::string packed_judged = codec_.packed(judged), packed_revised = codec_.packed(record);
  if (auto ran = judge.bind_blob(1, packed_judged).bind(2, slice.head.slice).run(); !ran) return ran;
  WINNOW_TRY(Statement insert, database_.prepare("INSERT OR REPLACE INTO revised VALUES (?, ?)"));
  return insert.bind(1, slice.head.slice).bind_blob(2, packed_revised).run();
}

Result<void> CaseFile::for_each(const std::function<void(const StoredItem&)>& visit) const {
  Result<void> outcome;
  for (std::size_t index = 0; index < reader_.heads().size(); ++index) {
    const auto slice = reader_.slice(index);
    for (std::uint32_t position = 0; slice && position < (*slice)->head.items; ++position) {
      const auto stored = reader_.item(**slice, position);
      if (stored) visit(*stored);
      else outcome = error_of(stored.error());
    }
    if (!slice) outcome = error_of(slice.error());
  }
  return outcome;
}

Result<void> CaseFile::visit_records(Result<Record> (SliceReader::*record_of)(const LoadedSlice&, std::uint32_t),
                                     const std::function<void(const Record&)>& visit) const {
  Result<void> outcome;
  for (std::size_t index = 0; index < reader_.heads().size(); ++index) {
    const auto slice = reader_.slice(index);
    for (std::uint32_t position = 0; slice && position < (*slice)->head.items; ++position) {
      const auto record = (reader_.*record_of)(**slice, position);
      if (record) visit(*record);
      else outcome = error_of(record.error());
    }
    if (!slice) outcome = error_of(slice.error());
  }
  return outcome;
}

Result<void> CaseFile::for_each_record(const std::function<void(const Record&)>& visit) const {
  return visit_records(&SliceReader::record_of, visit);
}

Result<void> CaseFile::for_each_first_record(const std::function<void(const Record&)>& visit) const {
  return visit_records(&SliceReader::first_record_of, visit);
}

Result<void> CaseFile::for_each_sorted(const std::function<void(const StoredItem&)>& visit,
                                       const std::function<bool(const Record&)>& wanted) const {
  return visit_sorted(reader_, visit, wanted);
}

Result<void> CaseFile::visit_record(ItemId id, const std::function<void(const Record&)>& visit) const {
  const auto index = reader_.index_of_item(id);
  if (!index) return fail(ErrorCode::kNotFound, std::to_string(id));
  WINNOW_TRY(const auto slice, reader_.slice(*index));
  WINNOW_TRY(const Record record, reader_.record_of(*slice, static_cast<std::uint32_t>(id - slice->head.first_item)));
  visit(record);
  return {};
}

std::optional<StoredItem> CaseFile::find(std::string_view locator) const {
  // '#' and ':' stand in names only percent-encoded, but a mailbox attached to a message has a '#N' of its own: the source
  // is what stands before one of them, and the last that names a source is the right one.
  LocatorParts parts = split_locator(locator);
  auto source = reader_.source_of_locator(parts.source);
  while (source && !*source && parts.message != 0) {
    const std::size_t cut = parts.source.size();
    parts = split_locator(parts.source);
    parts.suffix += locator.substr(cut);
    source = reader_.source_of_locator(parts.source);
  }
  if (!source || !*source) return std::nullopt;
  const auto index = reader_.slice_of(**source, parts.message);
  if (!index || !*index) return std::nullopt;
  const auto slice = reader_.slice(**index);
  if (!slice) return std::nullopt;
  for (std::uint32_t position = 0; position < (*slice)->head.items; ++position) {
    const std::uint32_t group = (*slice)->group_of[position];
    const GroupRecord& record = (*slice)->record.groups(static_cast<int>(group));
    if ((*slice)->source_of(group) != **source || record.message() != parts.message) continue;
    if (record.items(static_cast<int>((*slice)->within[position])).suffix() != parts.suffix) continue;
    auto stored = reader_.item(**slice, position);
    if (stored) return std::move(*stored);
  }
  return std::nullopt;
}

Run CaseFile::run_of(SourceId source, std::uint64_t message) const {
  auto row = database_.prepare(
      "SELECT first_message, offset FROM run WHERE source = ? AND first_message <= ? ORDER BY first_message DESC LIMIT 1");
  if (!row) return {source};
  const auto found = row->bind(1, source).bind(2, static_cast<std::int64_t>(message)).step();
  if (!found || !*found || row->integer(0) < 1 || row->integer(1) < 0) return {source};
  return {source, static_cast<std::uint64_t>(row->integer(0)), static_cast<std::uint64_t>(row->integer(1))};
}

std::string CaseFile::locator(ItemId id) const {
  const auto index = reader_.index_of_item(id);
  if (!index) return {};
  const auto slice = reader_.slice(*index);
  if (!slice) return {};
  const auto position = static_cast<std::uint32_t>(id - (*slice)->head.first_item);
  const std::uint32_t group = (*slice)->group_of[position];
  const GroupRecord& record = (*slice)->record.groups(static_cast<int>(group));
  const auto source = reader_.source((*slice)->source_of(group));
  if (!source) return {};
  return join_locator((*source)->locator, record.message(), record.items(static_cast<int>((*slice)->within[position])).suffix());
}

std::vector<StoredItem> CaseFile::group_of(ItemId id) const {
  const auto index = reader_.index_of_item(id);
  if (!index) return {};
  const auto slice = reader_.slice(*index);
  if (!slice) return {};
  const auto position = static_cast<std::uint32_t>(id - (*slice)->head.first_item);
  return reader_.group(**slice, (*slice)->group_of[position]).value_or(std::vector<StoredItem>());
}

std::vector<Box> CaseFile::boxes() const {
  std::vector<Box> boxes;
  auto rows = database_.prepare("SELECT locator, format, expected, read FROM box");
  while (rows && rows->step().value_or(false))
    boxes.push_back({std::string(rows->text(0)), std::string(rows->text(1)), static_cast<std::uint64_t>(rows->integer(2)),
                     static_cast<std::uint64_t>(rows->integer(3))});
  std::sort(boxes.begin(), boxes.end(), [](const Box& a, const Box& b) { return natural_less(a.locator, b.locator); });
  return boxes;
}

std::vector<LossRow> CaseFile::losses() const {
  std::vector<LossRow> losses;
  auto rows = database_.prepare("SELECT box, locator, reason, bytes, counts FROM loss ORDER BY id");
  while (rows && rows->step().value_or(false))
    losses.push_back({std::string(rows->text(0)), std::string(rows->text(1)), std::string(rows->text(2)),
                      static_cast<std::uint64_t>(rows->integer(3)), rows->integer(4) != 0});
  std::stable_sort(losses.begin(), losses.end(), [](const LossRow& a, const LossRow& b) { return natural_less(a.locator, b.locator); });
  return losses;
}

std::vector<Source> CaseFile::sources() const {
  const auto all = reader_.all_sources();
  if (!all) return {};
  std::vector<Source> sources = **all;
  std::sort(sources.begin(), sources.end(), [](const Source& a, const Source& b) { return natural_less(a.locator, b.locator); });
  return sources;
}

// A file that is no database at all is as little a case as somebody else's database.
Error opening_error(Error error) {
  if (error.code == ErrorCode::kMalformed && error.place.find("not a database") != std::string::npos)
    return Error{ErrorCode::kVersion, 0, "no case of winnow"};
  return error;
}

}  // namespace

Result<std::unique_ptr<Case>> Case::open(const std::string& path, const std::string& inputs) {
  auto database = Database::open(path, Database::Mode::kCreate);
  if (!database) return error_of(database.error());
  auto opened = std::make_unique<CaseFile>(std::move(*database), true);
  if (auto prepared = opened->prepare(inputs); !prepared) return error_of(opening_error(prepared.error()));
  if (auto loaded = opened->load(); !loaded) return error_of(loaded.error());
  return std::unique_ptr<Case>(std::move(opened));
}

Result<std::unique_ptr<Case>> Case::open_for_reading(const std::string& path) {
  auto database = Database::open(path, Database::Mode::kRead);
  if (!database) return fail(ErrorCode::kNotFound, path);
  auto opened = std::make_unique<CaseFile>(std::move(*database), false);
  if (auto ran = opened->check_version(); !ran) return error_of(opening_error(ran.error()));
  if (auto loaded = opened->load(); !loaded) return error_of(loaded.error());
  return std::unique_ptr<Case>(std::move(opened));
}

}  // namespace winnow::store
