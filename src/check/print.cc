#include "check/print.h"

#include <algorithm>

#include "base/limits.h"
#include "record/print.h"

namespace winnow::check {
namespace {

constexpr std::size_t kDividers = 3;
constexpr std::uint64_t kBase = 0xD6E8FEB86659FD93;   // of the polynomial; the words are keyed

std::uint32_t folded(std::uint64_t digest) { return static_cast<std::uint32_t>((digest * 0x9E3779B97F4A7C15) >> 32); }

// Digests of the words from the first to each place.
std::vector<std::uint64_t> running(std::span<const Word> words) {
  std::vector<std::uint64_t> out(words.size() + 1);
  for (std::size_t i = 0; i < words.size(); ++i) out[i + 1] = out[i] * kBase + words[i];
  return out;
}

std::uint64_t power(std::size_t exponent) {
  std::uint64_t out = 1, square = kBase;
  for (; exponent != 0; exponent >>= 1, square *= square)
    if (exponent & 1) out *= square;
  return out;
}

}  // namespace

record::Print print_of(std::span<const Word> words, std::span<const std::uint32_t> dividers) {
  record::Print print;
  const std::vector<std::uint64_t> until = running(words);
  const auto count = static_cast<std::uint32_t>(words.size());
  print.set_words(count);
  print.set_words_digest(until.back());
  const std::uint32_t step = record::print_step(count);
  const std::uint64_t behind_step = power(step);
  std::uint64_t factor = behind_step;
  for (std::uint32_t place = step; place < count; place += step, factor *= behind_step) {
    print.add_front(folded(until[place]));
    print.add_back(folded(until[count] - until[count - place] * factor));
  }
  for (const std::uint32_t place : dividers.subspan(dividers.size() - std::min(dividers.size(), kDividers))) {
    print.add_dividers(place);
    print.add_until_divider(folded(until[place]));
  }
  return print;
}

record::Print print_of(const mail::Message& message, const mail::Roles& roles, const Texts& texts) {
  const bool plain = !roles.text_plain.empty();
  const std::vector<int>& parts = plain ? roles.text_plain : roles.text_html;
  std::size_t bytes = 0;
  for (const int part : parts) bytes += message.parts[static_cast<std::size_t>(part)].body.size();
  record::Print print;
  if (bytes > limits::kPrintBytes) {
    print.set_form(record::Print::TOO_LONG);
    return print;
  }
  std::vector<Word> all;
  std::vector<std::uint32_t> dividers;
  std::shared_ptr<const std::vector<Word>> words;
  for (const int part : parts) {
    words = texts.words_of(part);
    if (!words) continue;
    const auto before = static_cast<std::uint32_t>(all.size());
    if (before != 0) dividers.push_back(before);
    for (const std::uint32_t place : texts.dividers_of(part)) dividers.push_back(before + place);
    if (parts.size() > 1) all.insert(all.end(), words->begin(), words->end());
  }
  if (parts.size() == 1 && words) print = print_of(*words, dividers);
  else print = print_of(all, dividers);
  if (!parts.empty()) print.set_form(plain ? record::Print::PLAIN : record::Print::HTML);
  return print;
}

void fill_print(const mail::Message& message, const mail::Roles& roles, const Texts& texts, record::Item& item) {
  if (!item.print().empty()) return;
  print_of(message, roles, texts).SerializeToString(item.mutable_print());
}

}  // namespace winnow::check
