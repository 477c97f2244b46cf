#include "check/texts.h"

#include <algorithm>

#include "base/limits.h"

namespace winnow::check {

// Honest mail never comes near the bound; beyond it readings are made anew each time rather than fill the worker's memory.
Texts::Entry& Texts::entry(int part) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [part](const Entry& e) { return e.part == part; });
  if (found != entries_.end()) return *found;
  const std::size_t bytes = at(part).body.size();
  if (kept_bytes_ + bytes > 2 * limits::kTextBytes) {
    entries_.clear();
    kept_bytes_ = 0;
  }
  kept_bytes_ += bytes;
  return entries_.emplace_back(Entry{part, nullptr, nullptr});
}

std::shared_ptr<const mail::HtmlReading> Texts::html(int part) const {
  if (at(part).body.size() > limits::kTextBytes) return nullptr;
  Entry& kept = entry(part);
  if (!kept.html) kept.html = std::make_shared<mail::HtmlReading>(mail::read_html(mail::decode_text(message_, at(part), limits::kTextBytes)));
  return kept.html;
}

std::shared_ptr<const std::vector<Word>> Texts::words_of(int part) const {
  if (at(part).body.size() > limits::kTextBytes) return nullptr;
  if (auto known = entry(part).words) return known;
  const bool is_html = at(part).type == "text" && at(part).subtype == "html";
  auto found = std::make_shared<const std::vector<Word>>(
      is_html ? words(html(part)->visible) : words(mail::decode_text(message_, at(part), limits::kTextBytes)));
  entry(part).words = found;
  return found;
}

}  // namespace winnow::check
