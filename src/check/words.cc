// Every text of a dump goes through here, often twice, so ASCII words are found 64 bytes at a time and hashed where they lie.
// tests/check/words_test.cc holds both functions against plain ones.
#include "check/words.h"

#include <sys/auxv.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>
#include <memory>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/text.h"

namespace winnow::check {
namespace {

// ---- hashing ----

// Sixteen bytes that the kernel gives each program (getauxval(3)).
std::array<std::uint64_t, 2> random_key() {
  std::array<std::uint64_t, 2> key{0x9E3779B97F4A7C15, 0xD1B54A32D192ED03};
  if (const unsigned long at = ::getauxval(AT_RANDOM)) std::memcpy(key.data(), reinterpret_cast<const void*>(at), sizeof key);
  key[1] |= 1;
  return key;
}
std::array<std::uint64_t, 2> g_key = random_key();

// One word, by eight bytes of its UTF-8 at a time.
class WordHash {
 public:
  bool empty() const { return size_ == 0; }
  void add_eight(std::uint64_t bytes) {
    state_ = mixed(bytes);
    size_ += 8;
  }
  // Up to seven bytes, the first lowest; the others are 0.
  void add(std::uint64_t bytes, unsigned count) {
    rest_ |= bytes << (8 * held_);
    size_ += count;
    if (held_ + count < 8) {
      held_ += count;
      return;
    }
    state_ = mixed(rest_);
    const unsigned taken = 8 - held_;
    rest_ = bytes >> (8 * taken);
    held_ = held_ + count - 8;
  }
  Word finish() {
    const Word word = mixed(rest_) ^ (size_ * 0x9E3779B97F4A7C15);
    *this = {};
    return word == 0 ? 1 : word;
  }

 private:
  std::uint64_t mixed(std::uint64_t bytes) const {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(state_ ^ bytes) * g_key[1];
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
  }
  std::uint64_t state_ = g_key[0], rest_ = 0, size_ = 0;
  unsigned held_ = 0;
};

// ---- letters ----

constexpr char32_t kBreak = 0, kIgnored = 1;  // a soft hyphen does not end a word

char32_t fold_by_icu(char32_t c) {
  if (u_isalnum(static_cast<UChar32>(c))) return static_cast<char32_t>(u_foldCase(static_cast<UChar32>(c), U_FOLD_CASE_DEFAULT));
  return c == 0x00AD ? kIgnored : kBreak;
}

// A letter or digit folded for comparing, kBreak or kIgnored. Pages of 256 code points are filled when one is first met.
char32_t fold(char32_t c) {
  using Page = std::array<char32_t, 256>;
  thread_local std::array<std::unique_ptr<Page>, 256> pages;
  if (c > 0xFFFF) return fold_by_icu(c);
  std::unique_ptr<Page>& page = pages[c >> 8];
  if (!page) {
    page = std::make_unique<Page>();
    for (char32_t i = 0; i < page->size(); ++i) (*page)[i] = fold_by_icu((c & ~char32_t{0xFF}) + i);
  }
  return (*page)[c & 0xFF];
}

void add_folded(WordHash& word, char32_t c) {
  if (c < 0x80) return word.add(c, 1);
  if (c < 0x800) return word.add((0xC0 | c >> 6) | (0x80 | (c & 0x3F)) << 8, 2);
  if (c < 0x10000) return word.add((0xE0 | c >> 12) | (0x80 | (c >> 6 & 0x3F)) << 8 | (0x80 | (c & 0x3F)) << 16, 3);
  word.add((0xF0 | c >> 18) | (0x80 | (c >> 12 & 0x3F)) << 8 | (0x80 | (c >> 6 & 0x3F)) << 16 | (0x80 | (c & 0x3F)) << 24, 4);
}

// Whether a link may begin with this letter: nearly every word is settled by it.
bool may_begin_link(char c) {
  const char low = to_lower(c);
  return low == 'h' || low == 'm' || low == 'c' || low == 'w';
}

bool is_link(std::string_view text) {
  return istarts_with(text, "http://") || istarts_with(text, "https://") || istarts_with(text, "mailto:") ||
         istarts_with(text, "cid:") || istarts_with(text, "www.");
}

bool ends_link(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '>' || c == ')' || c == ']' || c == '"'; }

std::size_t behind_link(std::string_view text, std::size_t at) {
  while (at < text.size() && !ends_link(text[at])) ++at;
  return at;
}

// ---- blocks ----

constexpr std::size_t kBlock = 64;

// One bit a byte, lowest first.
struct Masks { std::uint64_t word = 0, beyond_ascii = 0; };

#if defined(__SSE2__)
Masks masks_of(std::string_view block) {
  const auto within = [](__m128i bytes, char first, char last) {
    // Signed comparison: bytes from 0x80 on are below every letter.
    return _mm_and_si128(_mm_cmpgt_epi8(bytes, _mm_set1_epi8(static_cast<char>(first - 1))),
                         _mm_cmplt_epi8(bytes, _mm_set1_epi8(static_cast<char>(last + 1))));
  };
  Masks masks;
  for (std::size_t i = 0; i < kBlock; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(&block[i]));
    const __m128i letters = within(_mm_or_si128(bytes, _mm_set1_epi8(0x20)), 'a', 'z');
    const __m128i word = _mm_or_si128(letters, within(bytes, '0', '9'));
    masks.word |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(word))) << i;
    masks.beyond_ascii |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(bytes))) << i;
  }
  return masks;
}
#else
Masks masks_of(std::string_view block) {
  Masks masks;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (is_alpha(block[i]) || is_digit(block[i])) masks.word |= bit;
    if (static_cast<unsigned char>(block[i]) >= 0x80) masks.beyond_ascii |= bit;
  }
  return masks;
}
#endif

// ASCII letters and digits only; at least eight bytes of text follow its begin. Setting the bit 0x20 lowers letters and
// leaves digits.
Word hash_ascii(std::string_view text, std::size_t size) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kLower = 0x2020202020202020;
  WordHash word;
  std::uint64_t eight = 0;
  std::size_t at = 0;
  for (; size - at >= 8; at += 8) {
    std::memcpy(&eight, &text[at], sizeof eight);
    word.add_eight(eight | kLower);
  }
  if (const auto rest = static_cast<unsigned>(size - at); rest != 0) {
    std::memcpy(&eight, &text[at], sizeof eight);
    word.add((eight | kLower) & (~std::uint64_t{0} >> (64 - 8 * rest)), rest);
  }
  return word.finish();
}

class WordReader {
 public:
  explicit WordReader(std::string_view text) : text_(text) { words_.reserve(text.size() / 6); }

  std::vector<Word> read() {
    // A word that ends within the block may be hashed by whole eights up to its end.
    while (text_.size() - at_ >= kBlock + 8) read_block();
    while (at_ < text_.size()) read_slowly();
    return std::move(words_);
  }

 private:
  // The ASCII words of the next block; stops before one that goes on behind it or holds other letters.
  void read_block() {
    const Masks masks = masks_of(text_.substr(at_, kBlock));
    const std::size_t begin = at_;
    std::size_t within = 0;
    while (within < kBlock) {
      const std::uint64_t left = (masks.word | masks.beyond_ascii) >> within;
      if (left == 0) {
        within = kBlock;
        break;
      }
      within += static_cast<std::size_t>(std::countr_zero(left));
      const auto size = static_cast<std::size_t>(std::countr_one(masks.word >> within));
      const std::size_t end = within + size;
      if (end >= kBlock || (masks.beyond_ascii >> end & 1) != 0) {
        at_ = begin + within;
        // At the begin of a later block it may fit.
        if (end < kBlock || within == 0) read_slowly();
        return;
      }
      if (may_begin_link(text_[begin + within]) && is_link(text_.substr(begin + within, 8))) {
        at_ = behind_link(text_, begin + within);
        return;
      }
      words_.push_back(hash_ascii(text_.substr(begin + within), size));
      within = end;
    }
    at_ = begin + within;
  }

  // Up to the end of one word, or behind what is none.
  void read_slowly() {
    WordHash word;
    while (at_ < text_.size()) {
      if (word.empty() && may_begin_link(text_[at_]) && is_link(text_.substr(at_, 8))) {
        at_ = behind_link(text_, at_);
        return;
      }
      const char32_t c = fold(next_code_point(text_, at_));
      if (c == kIgnored) continue;
      if (c == kBreak) break;
      add_folded(word, c);
    }
    if (!word.empty()) words_.push_back(word.finish());
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Word> words_;
};

// ---- comparing ----

Difference difference_by_sorting(std::span<const Word> first, std::span<const Word> second) {
  std::vector<Word> a(first.begin(), first.end()), b(second.begin(), second.end()), both;
  std::sort(a.begin(), a.end());
  std::sort(b.begin(), b.end());
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
  return {a.size() - both.size(), b.size() - both.size()};
}

constexpr std::size_t kCountedWords = 16'384;   // more are sorted, so that the table stays in the cache

// How often each word stands in the first text more than in the second, in a table by hash with open addresses.
Difference difference_by_counting(std::span<const Word> first, std::span<const Word> second) {
  struct Row { Word word = 0; std::int64_t surplus = 0; };
  thread_local std::vector<Row> table;
  const std::size_t mask = std::bit_ceil(2 * (first.size() + second.size())) - 1;
  table.assign(mask + 1, {});
  const auto row_of = [&](Word word) -> Row& {
    std::size_t at = word & mask;
    while (table[at].word != 0 && table[at].word != word) at = (at + 1) & mask;
    table[at].word = word;
    return table[at];
  };
  Difference found{0, 0};
  for (const Word word : first) ++row_of(word).surplus;
  for (const Word word : second)
    if (row_of(word).surplus-- <= 0) ++found.only_second;
  found.only_first = first.size() - (second.size() - found.only_second);
  return found;
}

}  // namespace

std::vector<Word> words(std::string_view utf8) { return WordReader(utf8).read(); }

void set_word_key(std::uint64_t first, std::uint64_t second) { g_key = {first, second | 1}; }

Difference difference(std::span<const Word> first, std::span<const Word> second) {
  // Two writings of one text differ in few places.
  const auto fronts = std::mismatch(first.begin(), first.end(), second.begin(), second.end());
  first = first.subspan(static_cast<std::size_t>(fronts.first - first.begin()));
  second = second.subspan(static_cast<std::size_t>(fronts.second - second.begin()));
  const auto backs = std::mismatch(first.rbegin(), first.rend(), second.rbegin(), second.rend());
  first = first.first(static_cast<std::size_t>(first.rend() - backs.first));
  second = second.first(static_cast<std::size_t>(second.rend() - backs.second));
  if (first.empty() || second.empty()) return {first.size(), second.size()};
  return first.size() + second.size() <= kCountedWords ? difference_by_counting(first, second) : difference_by_sorting(first, second);
}

}  // namespace winnow::check
