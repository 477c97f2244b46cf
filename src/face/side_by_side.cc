#include "face/side_by_side.h"

#include <unicode/uchar.h>

#include <algorithm>

#include "base/text.h"
#include "face/layout.h"

namespace winnow::face {
namespace {

constexpr std::size_t kWordsAround = 8;      // of what both have, shown before and behind a place where they differ
constexpr std::size_t kPlacesShown = 200;    // of one text, on a terminal
constexpr std::size_t kWordsShown = 400;     // of one changed run

constexpr std::string_view kIsolate = "\u2068", kEndIsolate = "\u2069";

bool is_right_to_left(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const UCharDirection direction = u_charDirection(static_cast<UChar32>(next_code_point(text, at)));
    if (direction == U_RIGHT_TO_LEFT || direction == U_RIGHT_TO_LEFT_ARABIC) return true;
  }
  return false;
}

// A sign stands close to the word before it, as it nearly always did.
bool stands_close(const TextWord& word) { return word.kind == WordKind::kMark && word.text.find_first_of(",.;:!?)]}") == 0; }

std::string joined(std::span<const TextWord> words, std::size_t limit) {
  std::string out;
  for (std::size_t i = 0; i < std::min(words.size(), limit); ++i) {
    if (i != 0 && !stands_close(words[i])) out += ' ';
    out += printable(words[i].text);
  }
  return words.size() > limit ? out + " …" : out;
}

std::span<const TextWord> cut(const std::vector<TextWord>& words, std::uint32_t begin, std::uint32_t end) {
  return std::span<const TextWord>(words).subspan(begin, end - begin);
}

// The end of what both have before a place, the begin of what they have behind it.
std::string before(std::span<const TextWord> words) {
  const std::size_t shown = std::min(words.size(), kWordsAround);
  const std::string text = joined(words.last(shown), shown);
  return text.empty() ? text : (shown < words.size() ? "… " : "") + text + " ";
}
std::string behind(std::span<const TextWord> words) {
  const std::size_t shown = std::min(words.size(), kWordsAround);
  const std::string text = joined(words.first(shown), shown);
  return text.empty() ? text : " " + text + (shown < words.size() ? " …" : "");
}

std::vector<std::string> lines_of(const std::string& text, std::size_t width) {
  std::vector<std::string> lines;
  // Words wider than a column, as addresses are, would break it.
  std::string broken;
  for (const std::string_view word : split(text, ' ')) {
    std::string_view rest = word;
    if (!broken.empty()) broken += ' ';
    while (columns(rest) > width) {
      std::size_t at = 0;
      while (at < rest.size() && columns(rest.substr(0, at)) < width) (void)next_code_point(rest, at);
      broken.append(rest.substr(0, at)).append(" ");
      rest.remove_prefix(at);
    }
    broken += rest;
  }
  const std::string all = wrapped(broken, width);
  for (const std::string_view line : split(std::string_view(all), '\n'))
    if (!line.empty()) lines.emplace_back(line);
  return lines;
}

// Isolated, so that words from right to left do not turn the other column around.
std::string cell(const std::string& text, std::size_t width) {
  const std::string filled = padded(text, width);
  if (!is_right_to_left(text)) return filled;
  return std::string(kIsolate) + text + std::string(kEndIsolate) + filled.substr(text.size());
}

class SideBySide {
 public:
  SideBySide(const Console& console, const Sentences& say) : console_(console), say_(say), width_((console.width - 5) / 2) {}

  void heads(const Side& first, const Side& second) {
    rows(printable(first.locator), printable(second.locator), Paint::kBold);
    console_.out << "  " << std::string(width_, '-') << "-+-" << std::string(width_, '-') << "\n";
  }

  void print(const ComparedText& text) {
    console_.out << console_.painted(Paint::kBold, text.name.empty() ? say_.say("diff.text") : text.name) << "\n";
    std::size_t shown = 0;
    const auto& runs = text.difference.runs;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      if (runs[i].same) continue;
      if (++shown > kPlacesShown) {
        console_.out << wrapped(say_.say("diff.more-places"), console_.width, "  ", "  ");
        return;
      }
      const auto around = [&](std::size_t at, bool first) -> std::span<const TextWord> {
        if (at >= runs.size() || !runs[at].same) return {};
        return first ? cut(text.first, runs[at].first_begin, runs[at].first_end) : cut(text.second, runs[at].second_begin, runs[at].second_end);
      };
      const auto one = [&](bool first) {
        const auto changed = first ? cut(text.first, runs[i].first_begin, runs[i].first_end) : cut(text.second, runs[i].second_begin, runs[i].second_end);
        std::string words = joined(changed, kWordsShown);
        if (!words.empty()) words = first ? "[-" + words + "-]" : "{+" + words + "+}";
        return before(around(i - 1, first)) + words + behind(around(i + 1, first));
      };
      rows(one(true), one(false), Paint::kNone);
      console_.out << "\n";
    }
  }

 private:
  void rows(const std::string& left, const std::string& right, Paint paint) {
    const auto of_left = lines_of(left, width_), of_right = lines_of(right, width_);
    for (std::size_t i = 0; i < std::max(of_left.size(), of_right.size()); ++i)
      console_.out << "  " << console_.painted(paint, cell(i < of_left.size() ? of_left[i] : "", width_)) << " | "
                   << console_.painted(paint, i < of_right.size() ? cell(of_right[i], columns(of_right[i])) : std::string()) << "\n";
  }

  const Console& console_;
  const Sentences& say_;
  std::size_t width_;
};

std::string_view kind_name(WordKind kind) {
  switch (kind) {
    case WordKind::kNumber: return "number";
    case WordKind::kDate: return "date";
    case WordKind::kName: return "name";
    case WordKind::kAddress: return "address";
    case WordKind::kNegation: return "negation";
    default: return "";
  }
}

}  // namespace

std::vector<ComparedText> compare(const Side& first, const Side& second) {
  std::vector<ComparedText> out;
  const auto value = [](const Side& side, const std::string& name) -> std::string_view {
    for (const auto& [own, text] : side.fields)
      if (own == name) return text;
    return {};
  };
  std::vector<std::string> names;
  for (const Side* side : {&first, &second})
    for (const auto& [name, text] : side->fields)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  std::stable_partition(names.begin(), names.end(), [](const std::string& name) { return !name.empty(); });
  for (const std::string& name : names) {
    ComparedText one{name, text_words(value(first, name)), text_words(value(second, name)), {}};
    one.difference = difference(one.first, one.second);
    out.push_back(std::move(one));
  }
  return out;
}

std::vector<std::string> changes_that_matter(const std::vector<ComparedText>& texts, const Sentences& say, std::size_t limit) {
  std::vector<std::string> out;
  const auto of_kind = [](std::span<const TextWord> words, WordKind kind) {
    std::vector<std::string> found;
    for (const TextWord& word : words)
      if (word.kind == kind) found.push_back(printable(word.text));
    return found;
  };
  // From the first that differs on.
  const auto shown = [](const std::vector<std::string>& words, std::size_t from) {
    std::string found;
    for (std::size_t i = from; i < std::min(words.size(), from + kWordsAround); ++i) found += (i == from ? "" : " ") + words[i];
    return found.empty() ? std::string("–") : std::string(kIsolate) + found + std::string(kEndIsolate);
  };
  for (const WordKind kind : {WordKind::kNumber, WordKind::kDate, WordKind::kAddress, WordKind::kNegation, WordKind::kName})
    for (const ComparedText& text : texts)
      for (const Run& run : text.difference.runs) {
        if (run.same) continue;
        const std::vector<std::string> before = of_kind(cut(text.first, run.first_begin, run.first_end), kind);
        const std::vector<std::string> now = of_kind(cut(text.second, run.second_begin, run.second_end), kind);
        if (before == now) continue;
        if (out.size() == limit) return out;
        const auto from = static_cast<std::size_t>(std::mismatch(before.begin(), before.end(), now.begin(), now.end()).first - before.begin());
        out.push_back(say.say("diff.kind." + std::string(kind_name(kind))) + ": " + shown(before, from) + " → " + shown(now, from));
      }
  return out;
}

void print_side_by_side(const Console& console, const Sentences& say, const Side& first, const Side& second, const std::vector<ComparedText>& texts) {
  SideBySide page(console, say);
  page.heads(first, second);
  for (const ComparedText& text : texts)
    if (text.differs()) page.print(text);
}

}  // namespace winnow::face
