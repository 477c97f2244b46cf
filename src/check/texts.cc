#include "check/texts.h"

#include <algorithm>

#include "base/limits.h"

namespace winnow::check {

namespace {

constexpr std::size_t kEndBytes = 4096;      // of a text: where lists and gateways add theirs
constexpr std::size_t kDividers = 3;

bool divides(std::string_view line) {
  return line.starts_with("--") || line.starts_with("__") || line.starts_with("==") || line.starts_with("**");
}

// Where the last lines of dashes begin, ascending.
std::vector<std::size_t> dividing_lines(std::string_view text) {
  std::vector<std::size_t> found;
  const std::size_t from = text.size() - std::min(text.size(), kEndBytes);
  for (std::size_t at = text.size(); at > from && found.size() < kDividers;) {
    const std::size_t line_end = text.rfind('\n', at - 1);
    if (line_end == std::string_view::npos || line_end < from) break;
    if (divides(text.substr(line_end + 1, 2))) found.push_back(line_end + 1);
    at = line_end;
  }
  std::reverse(found.begin(), found.end());
  return found;
}

std::vector<Word> words(std::string_view text, std::vector<std::uint32_t>& dividers) {
  const std::vector<std::size_t> lines = dividing_lines(text);
  std::vector<Word> all = check::words(text.substr(0, lines.empty() ? text.size() : lines.front()));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    dividers.push_back(static_cast<std::uint32_t>(all.size()));
    const std::size_t end = i + 1 < lines.size() ? lines[i + 1] : text.size();
    const std::vector<Word> more = check::words(text.substr(lines[i], end - lines[i]));
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

}  // namespace

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
  return entries_.emplace_back(Entry{part, nullptr, nullptr, {}});
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
  std::vector<std::uint32_t> dividers;
  auto found = std::make_shared<const std::vector<Word>>(is_html ? words(html(part)->visible, dividers)
                                                                 : words(mail::decode_text(message_, at(part), limits::kTextBytes), dividers));
  entry(part).words = found;
  entry(part).dividers = std::move(dividers);
  return found;
}

}  // namespace winnow::check
