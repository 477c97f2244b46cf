// E. Myers, An O(ND) Difference Algorithm and Its Variations, Algorithmica 1 (1986).
#include "face/difference.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::face {
namespace {

// Not, no, never, nothing and the like in the languages of most mail; the French "ne" and its like stand for themselves.
constexpr std::string_view kNegations[] = {
    "not", "no", "never", "nothing", "none", "nobody", "without", "cannot", "don't", "won't", "doesn't", "isn't", "can't", "didn't",
    "ne", "pas", "jamais", "aucun", "aucune", "rien", "personne", "sans", "ni", "non",
    "nicht", "kein", "keine", "keinen", "keiner", "nie", "niemals", "nichts", "ohne",
    "nunca", "nada", "ningún", "ninguna", "sin", "jamás",
    "не", "нет", "ни", "никогда", "ничего", "без",
    "لا", "لم", "لن", "ليس", "ما", "غير", "بدون", "不", "没", "無", "无", "未", "非"};

bool is_letter(char32_t c) { return u_isalnum(static_cast<UChar32>(c)) || u_getCombiningClass(static_cast<UChar32>(c)) != 0; }
bool stands_alone(char32_t c) {
  return c >= 0x2E80 && (u_hasBinaryProperty(static_cast<UChar32>(c), UCHAR_IDEOGRAPHIC) || u_getIntPropertyValue(static_cast<UChar32>(c), UCHAR_SCRIPT) == USCRIPT_HIRAGANA);
}
// Between two letters or digits these belong to the word.
bool joins(char32_t c) {
  return c == '.' || c == ',' || c == ':' || c == '-' || c == '/' || c == '@' || c == '_' || c == '\'' || c == 0x2019 || c == '+' || c == '=' || c == '&' || c == '?' || c == '%' || c == '~' || c == '#';
}

WordKind kind_of(std::string_view word) {
  std::size_t at = 0;
  const char32_t first = next_code_point(word, at);
  if (!is_letter(first)) return WordKind::kMark;
  if (word.find('@') != std::string_view::npos || word.find("://") != std::string_view::npos || istarts_with(word, "www.")) return WordKind::kAddress;
  bool digit = false, letter = false;
  int separators = 0;
  for (at = 0; at < word.size();) {
    const char32_t c = next_code_point(word, at);
    digit |= u_isdigit(static_cast<UChar32>(c)) != 0;
    letter |= u_isalpha(static_cast<UChar32>(c)) != 0;
    separators += c == '/' || c == '-' || c == ':' || c == '.';
  }
  if (digit) return separators == 2 && !letter ? WordKind::kDate : WordKind::kNumber;
  std::string low = lower(word);
  if (const std::size_t apostrophe = low.find("\xE2\x80\x99"); apostrophe != std::string::npos)
    low = low.substr(0, apostrophe) + '\'' + low.substr(apostrophe + 3);
  if (std::find(std::begin(kNegations), std::end(kNegations), low) != std::end(kNegations) || low.starts_with("n'")) return WordKind::kNegation;
  return u_isupper(static_cast<UChar32>(first)) ? WordKind::kName : WordKind::kWord;
}

// Behind the word that begins at `at`.
std::size_t word_end(std::string_view text, std::size_t at) {
  const char32_t first = next_code_point(text, at);
  if (!is_letter(first) || stands_alone(first)) return at;
  for (std::size_t end = at; end < text.size();) {
    std::size_t next = end;
    char32_t c = next_code_point(text, next);
    // Several signs in a row join only where an address does it: "https://".
    if (joins(c)) {
      if (text.substr(end).starts_with("://")) next = end + 3;
      if (next >= text.size()) return end;
      c = next_code_point(text, next);
      if (!is_letter(c) || stands_alone(c)) return end;
    } else if (!is_letter(c) || stands_alone(c)) {
      return end;
    }
    end = next;
    at = end;
  }
  return at;
}

using Numbers = std::vector<std::uint32_t>;

// Equal words have equal numbers.
std::pair<Numbers, Numbers> numbered(std::span<const TextWord> first, std::span<const TextWord> second) {
  std::unordered_map<std::string_view, std::uint32_t> known;
  const auto number = [&](std::span<const TextWord> words) {
    Numbers out;
    out.reserve(words.size());
    for (const TextWord& word : words) out.push_back(known.emplace(word.text, static_cast<std::uint32_t>(known.size())).first->second);
    return out;
  };
  Numbers a = number(first);
  return {std::move(a), number(second)};
}

class Comparing {
 public:
  Comparing(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b, std::uint32_t offset) : a_(a), b_(b), offset_(offset) {}

  // Appends the runs of a shortest edit; false where it was too far to find.
  bool run(std::vector<Run>& out) {
    if (!search()) return false;
    back(out);
    return true;
  }

 private:
  // furthest_[d] holds, for each diagonal k = -d, -d + 2, ..., d, how far in `a` d edits lead.
  bool search() {
    const auto n = static_cast<std::int64_t>(a_.size()), m = static_cast<std::int64_t>(b_.size());
    std::size_t work = 0;
    for (std::int64_t d = 0; d <= n + m; ++d) {
      std::vector<std::int32_t> row(static_cast<std::size_t>(d) + 1);
      for (std::int64_t k = -d; k <= d; k += 2) {
        std::int64_t x = 0;
        if (d != 0) x = from_above(d, k) ? at(d - 1, k + 1) : at(d - 1, k - 1) + 1;
        std::int64_t y = x - k;
        const std::int64_t begin = x;
        while (x < n && y >= 0 && y < m && a_[static_cast<std::size_t>(x)] == b_[static_cast<std::size_t>(y)]) ++x, ++y;
        row[static_cast<std::size_t>((k + d) / 2)] = static_cast<std::int32_t>(x);
        work += static_cast<std::size_t>(x - begin) + 1;
        if (x < n || y < m) continue;
        furthest_.push_back(std::move(row));
        return true;
      }
      kept_ += row.size();
      furthest_.push_back(std::move(row));
      if (work > limits::kDiffWork || kept_ > limits::kDiffPlaces) return false;
    }
    return false;
  }

  std::int64_t at(std::int64_t d, std::int64_t k) const { return furthest_[static_cast<std::size_t>(d)][static_cast<std::size_t>((k + d) / 2)]; }
  // Whether the d-th edit on this diagonal takes a word of `b` (from the diagonal above) or one of `a`.
  bool from_above(std::int64_t d, std::int64_t k) const { return k == -d || (k != d && at(d - 1, k - 1) < at(d - 1, k + 1)); }

  void back(std::vector<Run>& out) const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> path;   // places in a and b, from the end
    auto x = static_cast<std::int64_t>(a_.size()), y = static_cast<std::int64_t>(b_.size());
    std::vector<Run> reversed;
    const auto push = [&](bool same, std::int64_t to_x, std::int64_t to_y) {
      if (to_x == x && to_y == y) return;
      if (!reversed.empty() && reversed.back().same == same) {
        reversed.back().first_begin = place(to_x);
        reversed.back().second_begin = place(to_y);
      } else {
        reversed.push_back({same, place(to_x), place(x), place(to_y), place(y)});
      }
      x = to_x;
      y = to_y;
    };
    for (auto d = static_cast<std::int64_t>(furthest_.size()) - 1; d > 0; --d) {
      const std::int64_t k = x - y;
      const bool above = from_above(d, k);
      const std::int64_t before_k = above ? k + 1 : k - 1, before_x = at(d - 1, before_k), before_y = before_x - before_k;
      push(true, above ? before_x : before_x + 1, above ? before_y + 1 : before_y);
      push(false, before_x, before_y);
    }
    push(true, 0, 0);
    out.insert(out.end(), reversed.rbegin(), reversed.rend());
  }
  std::uint32_t place(std::int64_t at) const { return static_cast<std::uint32_t>(at) + offset_; }

  std::span<const std::uint32_t> a_, b_;
  std::uint32_t offset_;
  std::size_t kept_ = 0;
  std::vector<std::vector<std::int32_t>> furthest_;
};

}  // namespace

std::vector<TextWord> text_words(std::string_view text) {
  std::vector<TextWord> words;
  bool starts_line = true;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t next = at;
    const char32_t c = next_code_point(text, next);
    if (c == '\n') starts_line = true;
    if (c <= ' ' || c == 0xA0 || c == 0x200B || c == 0xFEFF || u_isUWhiteSpace(static_cast<UChar32>(c))) {
      at = next;
      continue;
    }
    const std::size_t end = word_end(text, at);
    const std::string_view word = text.substr(at, end - at);
    words.push_back({word, kind_of(word), std::exchange(starts_line, false)});
    at = end;
  }
  return words;
}

Difference difference(std::span<const TextWord> first, std::span<const TextWord> second) {
  const auto [a, b] = numbered(first, second);
  const auto fronts = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  const auto front = static_cast<std::uint32_t>(fronts.first - a.begin());
  const std::uint32_t room = static_cast<std::uint32_t>(std::min(a.size(), b.size())) - front;
  const auto backs = std::mismatch(a.rbegin(), a.rbegin() + room, b.rbegin());
  const auto back = static_cast<std::uint32_t>(backs.first - a.rbegin());
  const auto a_end = static_cast<std::uint32_t>(a.size()) - back, b_end = static_cast<std::uint32_t>(b.size()) - back;
  Difference found;
  if (front != 0) found.runs.push_back({true, 0, front, 0, front});
  if (front < a_end || front < b_end) {
    const std::span<const std::uint32_t> of_a(a), of_b(b);
    found.exact = Comparing(of_a.subspan(front, a_end - front), of_b.subspan(front, b_end - front), front).run(found.runs);
    if (!found.exact) found.runs.push_back({false, front, a_end, front, b_end});
  }
  if (back != 0) found.runs.push_back({true, a_end, static_cast<std::uint32_t>(a.size()), b_end, static_cast<std::uint32_t>(b.size())});
  return found;
}

}  // namespace winnow::face
