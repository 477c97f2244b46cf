#include "relate/agreement.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "record/print.h"

namespace winnow::relate {
namespace {

constexpr std::uint32_t kTailWords = 120;   // a footer and a banner are shorter

// As check/print.cc makes the digests that are kept of a whole one.
std::uint32_t folded(std::uint64_t digest) { return static_cast<std::uint32_t>((digest * 0x9E3779B97F4A7C15) >> 32); }

struct Place {
  std::uint32_t words = 0, digest = 0;
  bool divides = false;
};

bool is_before(const Place& a, const Place& b) { return a.words < b.words; }

// Digests of so many first words, ascending; the end of a text divides it from what another one holds behind.
std::vector<Place> fronts(const record::Print& print) {
  std::vector<Place> places;
  for (int i = 0; i < print.front_size(); ++i) places.push_back({record::print_step(print.words()) * static_cast<std::uint32_t>(i + 1), print.front(i)});
  for (int i = 0; i < std::min(print.dividers_size(), print.until_divider_size()); ++i)
    places.push_back({print.dividers(i), print.until_divider(i), true});
  places.push_back({print.words(), folded(print.words_digest()), true});
  std::stable_sort(places.begin(), places.end(), is_before);
  return places;
}

std::vector<Place> backs(const record::Print& print) {
  std::vector<Place> places;
  for (int i = 0; i < print.back_size(); ++i) places.push_back({record::print_step(print.words()) * static_cast<std::uint32_t>(i + 1), print.back(i)});
  places.push_back({print.words(), folded(print.words_digest())});
  return places;
}

struct Shared {
  std::uint32_t words = 0, at_divider = 0;   // the most; the most at which both are divided
};

Shared shared(const std::vector<Place>& a, const std::vector<Place>& b) {
  Shared found;
  for (const Place& place : a) {
    const auto [begin, end] = std::equal_range(b.begin(), b.end(), place, is_before);
    for (auto other = begin; other != end; ++other) {
      if (place.digest != other->digest) continue;
      found.words = std::max(found.words, place.words);
      if (place.divides && other->divides) found.at_divider = std::max(found.at_divider, place.words);
    }
  }
  return found;
}

}  // namespace

Agreement agreement(const record::Print& a, const record::Print& b) {
  using Kind = Agreement::Kind;
  const auto has_text = [](const record::Print& print) { return print.form() == record::Print::PLAIN || print.form() == record::Print::HTML; };
  if (!has_text(a) || !has_text(b)) return {};
  if (a.words() == b.words() && a.words_digest() == b.words_digest()) return {Kind::kSame, a.words(), a.words()};
  if (a.words() == 0 || b.words() == 0) return {};
  const Shared front = shared(fronts(a), fronts(b));
  const std::uint32_t back = shared(backs(a), backs(b)).words;
  const std::uint32_t shorter = std::min(a.words(), b.words()), longer = std::max(a.words(), b.words());
  if (front.at_divider != 0 && longer - front.at_divider <= kTailWords) return {Kind::kTail, front.at_divider, 0};
  if (a.form() != b.form()) return {Kind::kRenderings, front.words, back};
  const bool near = 2 * (std::uint64_t{front.words} + back) >= shorter;
  return {near ? Kind::kNear : Kind::kFar, front.words, std::min(back, shorter - std::min(shorter, front.words))};
}

}  // namespace winnow::relate
