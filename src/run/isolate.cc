#include "run/isolate.h"

#include <algorithm>

#include "run/apart.h"
#include "run/framing.h"

namespace winnow::run {
namespace {

bool is_sound(const std::vector<Cut>& cuts, const ExamineResult& result) {
  if (static_cast<std::size_t>(result.extents_size()) != cuts.size()) return false;
  for (int i = 0; i < result.extents_size(); ++i)
    if (!is_sound(cuts[static_cast<std::size_t>(i)].format, result.extents(i))) return false;
  return true;
}

}  // namespace

bool is_sound(Format format, const ExtentResult& result) {
  if (!is_mailbox(format) && result.groups_size() > 1) return false;
  if (!is_mailbox(format) && result.groups_size() == 0 && result.failure().empty()) return false;
  for (const ItemGroup& group : result.groups()) {
    if (group.items_size() == 0 && (format != FORMAT_DBOX || group.losses_size() != 1)) return false;
    for (int item = 0; item < group.items_size(); ++item)
      if (group.items(item).parent() > static_cast<std::uint32_t>(item)) return false;
  }
  return true;
}

ActiveSlice::ActiveSlice(Slice slice) : slice_(std::move(slice)) {
  // What an unpacker examined itself needs no job; order is kept by the units' order.
  Unit unit;
  const auto close = [&] {
    if (unit.cuts.empty()) return;
    if (unit.state == Unit::State::kWaiting) ++unresolved_;
    units_.push_back(std::move(unit));
    unit = Unit{};
  };
  for (Cut& cut : slice_.cuts) {
    const bool is_ready = cut.ready.has_value();
    if (!unit.cuts.empty() && is_ready != (unit.state == Unit::State::kExamined)) close();
    if (is_ready) {
      unit.state = Unit::State::kExamined;
      unit.results.push_back(std::make_shared<ExtentResult>(std::move(*cut.ready)));
    }
    unit.cuts.push_back(std::move(cut));
  }
  close();
  slice_.cuts.clear();
}

Unit* ActiveSlice::next_waiting() {
  if (unresolved_ == 0) return nullptr;
  const auto found = std::find_if(units_.begin(), units_.end(), [](const Unit& u) { return u.state == Unit::State::kWaiting; });
  return found == units_.end() ? nullptr : &*found;
}

void ActiveSlice::examined(Unit& unit, const std::shared_ptr<ExamineResult>& result) {
  if (!is_sound(unit.cuts, *result)) return failed(unit, "crashed");
  for (ExtentResult& extent : *result->mutable_extents()) unit.results.emplace_back(result, &extent);
  unit.state = Unit::State::kExamined;
  for (Cut& cut : unit.cuts) {
    cut.file.reset();
    cut.apart.reset();
  }
  --unresolved_;
}

void ActiveSlice::failed(Unit& unit, const std::string& reason) {
  unit.state = Unit::State::kWaiting;
  unit.is_retry = true;
  const auto place = std::find_if(units_.begin(), units_.end(), [&](const Unit& u) { return &u == &unit; });
  if (unit.cuts.size() > 1) {
    Unit second;
    second.is_retry = true;
    const auto middle = unit.cuts.begin() + static_cast<std::ptrdiff_t>(unit.cuts.size() / 2);
    second.cuts.assign(std::make_move_iterator(middle), std::make_move_iterator(unit.cuts.end()));
    unit.cuts.erase(middle, unit.cuts.end());
    units_.insert(std::next(place), std::move(second));
    ++unresolved_;
    return;
  }
  if (auto halves = halve(unit.cuts.front())) {
    Unit second;
    second.is_retry = true;
    second.cuts.push_back(std::move(halves->second));
    unit.cuts.front() = std::move(halves->first);
    units_.insert(std::next(place), std::move(second));
    ++unresolved_;
    return;
  }
  // Alone. Once more as it is, for a worker may be killed from outside; then with less; then it is lost.
  ++unit.failures;
  unit.shallow = unit.failures >= 2;
  if (unit.failures < 3) return;
  unit.state = Unit::State::kLost;
  unit.reason = reason;
  unit.cuts.front().file.reset();
  unit.cuts.front().apart.reset();
  --unresolved_;
}

void fill_job(const Unit& unit, ExamineJob& job, std::vector<int>& descriptors) {
  job.set_shallow(unit.shallow);
  for (const Cut& cut : unit.cuts) {
    const int fd = cut.file->get();
    // Cuts of one file follow each other.
    if (descriptors.empty() || descriptors.back() != fd) descriptors.push_back(fd);
    Extent& extent = *job.add_extents();
    extent.set_fd(static_cast<std::uint32_t>(descriptors.size() - 1));
    extent.set_offset(cut.offset);
    extent.set_length(cut.length);
    extent.set_format(cut.format);
    extent.set_media_type(cut.media_type);
    extent.set_content_length(cut.content_length);
    extent.set_name(cut.name);
    if (cut.apart) add_apart(*cut.apart, extent, descriptors);
  }
}

}  // namespace winnow::run
