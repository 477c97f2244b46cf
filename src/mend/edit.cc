#include "mend/edit.h"

#include <algorithm>

namespace winnow::mend {

Variant::Variant(Bytes at_hand, std::vector<Edit> edits) : at_hand_(at_hand) {
  const std::string_view text = as_text(at_hand);
  std::uint64_t copied = 0;
  bytes_.reserve(text.size());
  for (Edit& edit : edits) {
    if (edit.at.begin < copied || edit.at.begin > edit.at.end || edit.at.end > text.size()) continue;
    bytes_.append(text.substr(copied, edit.at.begin - copied));
    copied = edit.at.end;
    places_.push_back(bytes_.size());
    bytes_.append(edit.restored);
    edits_.push_back(std::move(edit));
  }
  bytes_.append(text.substr(copied));
}

// How many edits stand in front of an offset of the restored bytes; `at`: those at it too.
std::size_t Variant::edits_before(std::uint64_t offset, bool at) const {
  const auto found = at ? std::upper_bound(places_.begin(), places_.end(), offset) : std::lower_bound(places_.begin(), places_.end(), offset);
  return static_cast<std::size_t>(found - places_.begin());
}

Range Variant::at_hand_range(Range restored) const {
  if (restored.empty()) return {};
  Range out = restored;
  if (const std::size_t i = edits_before(restored.begin, true); i > 0) {
    const Edit& edit = edits_[i - 1];
    const std::uint64_t behind = places_[i - 1] + edit.restored.size();
    const bool belongs = edit.restored.empty() && places_[i - 1] == restored.begin && !edit.added;
    out.begin = belongs || restored.begin < behind ? edit.at.begin : edit.at.end + (restored.begin - behind);
  }
  if (const std::size_t i = edits_before(restored.end, false); i > 0) {
    const Edit& edit = edits_[i - 1];
    const std::uint64_t behind = places_[i - 1] + edit.restored.size();
    out.end = restored.end <= behind ? edit.at.end : edit.at.end + (restored.end - behind);
  }
  return out;
}

Range Variant::restored_range(Range at_hand) const {
  if (at_hand.empty()) return {};
  Range out = at_hand;
  for (std::size_t i = 0; i < edits_.size() && edits_[i].at.begin <= at_hand.begin; ++i) {
    const Edit& edit = edits_[i];
    const bool inside = at_hand.begin < edit.at.end;
    out.begin = inside ? places_[i] : places_[i] + edit.restored.size() + (at_hand.begin - edit.at.end);
  }
  for (std::size_t i = 0; i < edits_.size() && edits_[i].at.begin < at_hand.end; ++i) {
    const Edit& edit = edits_[i];
    const bool inside = at_hand.end < edit.at.end;
    out.end = places_[i] + edit.restored.size() + (inside ? 0 : at_hand.end - edit.at.end);
  }
  return out;
}

bool Variant::is_untouched(Range at_hand) const {
  return std::none_of(edits_.begin(), edits_.end(), [&](const Edit& edit) {
    return edit.at.empty() ? edit.at.begin > at_hand.begin && edit.at.begin < at_hand.end
                           : edit.at.begin < at_hand.end && edit.at.end > at_hand.begin;
  });
}

std::vector<std::string_view> Variant::steps() const {
  std::vector<std::string_view> names;
  for (const Edit& edit : edits_)
    if (std::find(names.begin(), names.end(), edit.step) == names.end()) names.push_back(edit.step);
  return names;
}

namespace {

// Edits of two rounds that overlap, on the way to become one: [begin, end) between the rounds.
struct Cluster {
  std::size_t first = 0, first_end = 0, second = 0, second_end = 0;   // which edits of each round
  Range between;
};

class Composition {
 public:
  Composition(const Variant& first, const std::vector<Edit>& second) : variant_(first), first_(first.edits()), second_(second) {
    std::int64_t grown = 0;
    for (const Edit& edit : first_) {
      const std::uint64_t place = moved(edit.at.begin, grown);
      places_.push_back({place, place + edit.restored.size()});
      grown += static_cast<std::int64_t>(edit.restored.size()) - static_cast<std::int64_t>(edit.at.size());
    }
  }

  std::vector<Edit> edits() const {
    std::vector<Edit> out;
    for (std::size_t i = 0, j = 0; i < first_.size() || j < second_.size();) {
      Cluster cluster = begin(i, j);
      while (grow(cluster)) {}
      out.push_back(joined(cluster));
      i = cluster.first_end;
      j = cluster.second_end;
    }
    return out;
  }

 private:
  static std::uint64_t moved(std::uint64_t offset, std::int64_t by) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(offset) + by);
  }
  static bool overlap(const Range& a, const Range& b) {
    if (a.empty()) return b.begin < a.begin && a.begin < b.end;
    if (b.empty()) return a.begin < b.begin && b.begin < a.end;
    return a.begin < b.end && b.begin < a.end;
  }
  // The one of the next edits that stands in front. At one place an insertion stands in front of what the first round
  // wrote there, and behind what it took out.
  Cluster begin(std::size_t i, std::size_t j) const {
    const auto stands_first = [](const Range& first, const Range& second) {
      return first.begin < second.begin || (first.begin == second.begin && (first.empty() || !second.empty()));
    };
    if (j == second_.size() || (i < first_.size() && stands_first(places_[i], second_[j].at)))
      return {i, i + 1, j, j, places_[i]};
    return {i, i, j, j + 1, second_[j].at};
  }
  bool grow(Cluster& cluster) const {
    const auto take = [&](std::size_t& next, const Range& range) {
      if (!overlap(cluster.between, range)) return false;
      cluster.between.end = std::max(cluster.between.end, range.end);
      ++next;
      return true;
    };
    if (cluster.first_end < first_.size() && take(cluster.first_end, places_[cluster.first_end])) return true;
    return cluster.second_end < second_.size() && take(cluster.second_end, second_[cluster.second_end].at);
  }
  // A place of the bytes between the rounds, in the message at hand, as the last edit in front of it tells.
  std::uint64_t at_hand(std::uint64_t offset, std::size_t edits_before) const {
    if (edits_before == 0) return offset;
    return first_[edits_before - 1].at.end + (offset - places_[edits_before - 1].end);
  }
  Edit joined(const Cluster& cluster) const {
    if (cluster.second == cluster.second_end) return first_[cluster.first];
    const Edit& last = second_[cluster.second_end - 1];
    Edit edit{last.step, {at_hand(cluster.between.begin, cluster.first), 0}, {}, true};
    if (cluster.first < cluster.first_end && places_[cluster.first].begin == cluster.between.begin)
      edit.at.begin = first_[cluster.first].at.begin;
    edit.at.end = cluster.first_end > cluster.first && places_[cluster.first_end - 1].end == cluster.between.end
                      ? first_[cluster.first_end - 1].at.end
                      : at_hand(cluster.between.end, cluster.first_end);
    std::uint64_t copied = cluster.between.begin;
    const std::string_view text = variant_.bytes();
    for (std::size_t j = cluster.second; j < cluster.second_end; ++j) {
      edit.restored.append(text.substr(copied, second_[j].at.begin - copied)).append(second_[j].restored);
      copied = second_[j].at.end;
      edit.added &= second_[j].added;
    }
    edit.source = last.source;
    edit.restored.append(text.substr(copied, cluster.between.end - copied));
    edit.added &= edit.restored.empty();
    return edit;
  }

  const Variant& variant_;
  const std::vector<Edit>& first_;
  const std::vector<Edit>& second_;
  std::vector<Range> places_;             // of each edit of the first round, between the rounds
};

}  // namespace

std::vector<Edit> compose(const Variant& first, const std::vector<Edit>& second) {
  return Composition(first, second).edits();
}

namespace {

void move_range(const Variant& variant, record::ByteRange& range) {
  if (range.begin() >= range.end()) return;
  const Range moved = variant.at_hand_range({range.begin(), range.end()});
  range.set_begin(moved.begin);
  range.set_end(moved.end);
}

}  // namespace

void move_ranges(const Variant& variant, record::Item& item) {
  if (item.has_range()) move_range(variant, *item.mutable_range());
  for (record::Signature& signature : *item.mutable_signatures()) move_ranges(variant, signature);
  for (record::Finding& finding : *item.mutable_findings()) move_ranges(variant, finding);
}

void move_ranges(const Variant& variant, record::Signature& signature) {
  if (signature.has_header_field()) move_range(variant, *signature.mutable_header_field());
  if (signature.has_body_covered()) move_range(variant, *signature.mutable_body_covered());
  if (signature.has_signature_bytes()) move_range(variant, *signature.mutable_signature_bytes());
  for (record::ByteRange& field : *signature.mutable_signed_fields()) move_range(variant, field);
}

void move_ranges(const Variant& variant, record::Finding& finding) {
  for (record::Evidence& evidence : *finding.mutable_evidence())
    if (evidence.has_range() && evidence.locator().empty()) move_range(variant, *evidence.mutable_range());
}

}  // namespace winnow::mend
