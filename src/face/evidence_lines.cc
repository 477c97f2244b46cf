#include "face/evidence_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "face/view.h"

namespace winnow::face {
namespace {

using Range = std::pair<std::uint64_t, std::uint64_t>;

struct Gathering {
  std::string locator, note;
  std::vector<Range> ranges;
  std::size_t pieces = 0;
};

std::string in_words(std::vector<Range> ranges) {
  std::ranges::sort(ranges);
  std::string words;
  for (std::size_t i = 0; i < ranges.size();) {
    auto [begin, end] = ranges[i];
    while (++i < ranges.size() && ranges[i].first <= end) end = std::max(end, ranges[i].second);
    words += fmt::format("{}{}–{}", words.empty() ? "" : ", ", begin, end);
  }
  return words;
}

}  // namespace

std::vector<EvidenceLine> evidence_lines(const store::StoredItem& item, const record::Finding& finding, const Sentences& say) {
  std::vector<Gathering> gathered;
  for (const record::Evidence& evidence : finding.evidence()) {
    const std::string where = evidence_locator(item, evidence);
    auto same = std::ranges::find_if(gathered, [&](const Gathering& one) { return one.locator == where && one.note == evidence.note(); });
    if (same == gathered.end()) same = gathered.insert(gathered.end(), {where, evidence.note(), {}, 0});
    ++same->pieces;
    if (evidence.has_range()) same->ranges.emplace_back(evidence.range().begin(), evidence.range().end());
  }
  std::vector<EvidenceLine> lines;
  for (Gathering& one : gathered) {
    std::string note = "evidence." + one.note;
    if (one.pieces > 1 && say.has(note + ".several")) note += ".several";
    std::string words = say.has(note) ? say.say(note) : "";
    if (!one.ranges.empty()) words += (words.empty() ? "" : ": ") + say.say("show.bytes", params({{"ranges", in_words(std::move(one.ranges))}}));
    if (!words.empty() || one.locator != item.locator) lines.push_back({std::move(one.locator), std::move(words)});
  }
  return lines;
}

}  // namespace winnow::face
