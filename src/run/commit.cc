#include "run/commit.h"

#include <algorithm>

#include "base/limits.h"
#include "base/locator.h"
#include "box/place.h"
#include "run/framing.h"
#include "run/item.h"
#include "run/sanitize.h"

namespace winnow::run {

namespace {

// What the path of a file says of the message in it. A serialized record may be appended to another: they are read as one.
void add_place(const OpenSource& source, record::Item& item) {
  if (item.kind() != record::KIND_MESSAGE) return;
  const box::Place place = box::place_of(source.record.locator);
  if (place.folder.empty() && place.flags.empty()) return;
  record::Carriage carriage;
  record::BoxFacts& facts = *carriage.mutable_box();
  facts.set_place(std::string(cut_text(place.folder, limits::kTraceTextBytes)));
  for (const std::string_view flag : place.flags) facts.add_flags(std::string(flag));
  carriage.AppendToString(item.mutable_carriage());
}

}  // namespace

judge::Judgement judged(const record::Item& item) {
  std::vector<const record::Finding*> findings;
  findings.reserve(static_cast<std::size_t>(item.findings_size()));
  for (const record::Finding& finding : item.findings()) findings.push_back(&finding);
  return judge::judge(findings);
}

void Committer::count(const BoxName& box, std::uint64_t expected, std::uint64_t read) {
  store::Box& row = boxes_.try_emplace(box.locator, store::Box{box.locator, box.format, 0, 0}).first->second;
  row.expected += expected;
  row.read += read;
}

void Committer::open_source(OpenSource& source) {
  if (source.record.id != 0) return;
  source.record.id = static_cast<store::SourceId>(case_.sources_count() + commit_.new_sources.size() + 1);
  commit_.new_sources.push_back(source.record);
}

void Committer::add_lost(const Cut& cut, const std::string& reason) {
  OpenSource& source = *cut.source;
  if (is_mailbox(cut.format)) {
    // It keeps its number, so that the locators of those behind it are right.
    const std::string& mailbox = source.record.locator;
    commit_.losses.push_back({mailbox, join_locator(mailbox, ++source.messages, {}), reason, cut.length, true});
    count({mailbox, source.record.format}, 1, 0);
    if (cut.first) count(source.box, 1, 1);
    return;
  }
  commit_.losses.push_back({source.box.locator, source.record.locator, reason, cut.length, true});
  count(source.box, 1, 0);
}

void Committer::add_group(const OpenSource& source, std::uint64_t message, const std::string& box, ItemGroup& group) {
  // Without items it is the loss itself; else losses are remarks about what was read.
  const bool counts = group.items_size() == 0;
  for (const record::Loss& loss : group.losses())
    commit_.losses.push_back({box, join_locator(source.record.locator, message, loss.suffix()), loss.reason(), loss.bytes(), counts});
  if (!counts) add_place(source, *group.mutable_items(0));
  for (record::Item& item : *group.mutable_items()) {
    sanitize(item);
    const judge::Judgement judgement = judged(item);
    store::SliceItem row{source.record.id, message, &item, judgement.standings, judgement.verdict};
    shown_.push_back({&item, row, &group, &source});
  }
}

void Committer::add_result(const Cut& cut, ExtentResult& result) {
  OpenSource& source = *cut.source;
  const std::string& locator = source.record.locator;
  if (is_mailbox(cut.format)) {
    const auto expected = static_cast<std::uint64_t>(result.groups_size());
    const auto read = static_cast<std::uint64_t>(std::count_if(
        result.groups().begin(), result.groups().end(), [](const ItemGroup& group) { return group.items_size() != 0; }));
    // Dovecot's sdbox keeps each message in such a file of its own: the folder is the mailbox.
    const bool is_one_file = cut.format == FORMAT_DBOX && expected == 1 && cut.first && cut.length == source.record.size;
    const std::string& box = is_one_file ? source.box.locator : locator;
    if (is_one_file) count(source.box, expected, read);
    else count({locator, source.record.format}, expected, read);
    if (cut.first && !is_one_file) count(source.box, 1, 1);
    for (ItemGroup& group : *result.mutable_groups()) add_group(source, ++source.messages, box, group);
    if (result.failure().empty()) return;
    // How many messages stood in what is missing cannot be known: it counts as one.
    const std::uint64_t missing = cut.length - std::min(cut.length, result.bytes_read());
    commit_.losses.push_back({locator, locator, result.failure(), missing, true});
    count({locator, source.record.format}, 1, 0);
    return;
  }
  if (result.groups_size() == 0) return add_lost(cut, result.failure());
  count(source.box, 1, 1);
  add_group(source, 0, source.box.locator, *result.mutable_groups(0));
  if (!result.failure().empty())
    commit_.losses.push_back({source.box.locator, locator, result.failure(), cut.length - std::min(cut.length, result.bytes_read()), false});
}

// So that a late message of a large mailbox is found again without reading what stands before it.
void Committer::remember_run(const Cut& cut) {
  const store::Source& source = cut.source->record;
  const bool in_archive = source.locator.find('!') != std::string::npos;
  if (is_mailbox(cut.format) && cut.offset != 0 && !in_archive)
    commit_.runs.push_back({source.id, cut.source->messages + 1, cut.offset});
}

void Committer::add_unit(Unit& unit) {
  for (std::size_t i = 0; i < unit.cuts.size(); ++i) {
    const Cut& cut = unit.cuts[i];
    open_source(*cut.source);
    if (unit.state == Unit::State::kLost) add_lost(cut, unit.reason);
    else add_result(cut, *unit.results[i]);
  }
}

Result<void> Committer::commit(ActiveSlice& active, Watcher& watcher) {
  Slice& slice = active.slice();
  commit_ = {};
  commit_.slice = case_.slices();
  commit_.losses = std::move(slice.losses);
  boxes_.clear();
  shown_.clear();
  for (const store::Box& box : slice.boxes) count({box.locator, box.format}, box.expected, box.read);
  for (const auto& source : slice.opened) {
    open_source(*source);
    count(source->box, 1, 1);
  }
  if (!active.units().empty()) remember_run(active.units().front().cuts.front());
  for (Unit& unit : active.units()) add_unit(unit);
  // A mailbox under work goes on with its next number.
  if (!slice.after.complete && !active.units().empty()) slice.after.messages = active.units().back().cuts.back().source->messages;
  commit_.resume_point = print_resume_point(slice.after);
  for (auto& [locator, box] : boxes_) commit_.boxes.push_back(std::move(box));
  commit_.items.reserve(shown_.size());
  for (const Shown& shown : shown_) commit_.items.push_back(shown.row);

  store::ItemId id = static_cast<store::ItemId>(case_.items());
  if (auto committed = case_.commit(commit_); !committed) return committed;

  for (const Shown& shown : shown_) {
    ++id;
    relating_.learn({id, shown.item, shown.row.standings, shown.row.verdict, shown.source->record.locator, shown.row.message});
    if (!watcher.wants(shown.row.verdict)) continue;
    store::StoredItem stored;
    stored.id = id;
    stored.source = shown.row.source;
    stored.message = shown.row.message;
    const std::string& source = shown.source->record.locator;
    stored.locator = join_locator(source, stored.message, shown.item->suffix());
    if (const std::uint32_t parent = shown.item->parent(); parent != 0)
      stored.parent = join_locator(source, stored.message, shown.group->items(static_cast<int>(parent - 1)).suffix());
    stored.item = *shown.item;
    stored.standings = shown.row.standings;
    stored.verdict = shown.row.verdict;
    watcher.item(stored);
  }
  return {};
}

}  // namespace winnow::run
