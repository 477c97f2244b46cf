// The canonical body, by runs: nearly all octets of real mail stay as they are, so the scan looks for the next place that
// changes, sixty-four octets at a time, and everything before it is hashed where it lies.
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "base/text.h"
#include "proof/canonical.h"

namespace winnow::proof {
namespace {

constexpr std::string_view kCrLf = "\r\n";

// Receives the canonical octets in order, to a hash or a string, and stops taking them at the limit.
class Output {
 public:
  Output(Hasher* hasher, std::string* text, std::optional<std::uint64_t> limit)
      : hasher_(hasher), text_(text), limit_(limit.value_or(UINT64_MAX)) {}

  // Octets that stand in the raw body at `raw`.
  void copy(std::string_view octets, std::uint64_t raw) {
    if (buffer(octets)) raw_end_ = octets.empty() ? raw_end_ : raw + octets.size();
    else if (const std::size_t taken = accept(octets)) raw_end_ = raw + taken;
  }
  // Octets that stand for the raw range [.., raw_end).
  void insert(std::string_view octets, std::uint64_t raw_end) {
    if (buffer(octets) || accept(octets) == octets.size()) raw_end_ = raw_end;
  }
  BodyExtent finish() {
    flush();
    return {size_, std::min(size_, limit_), raw_end_};
  }

 private:
  // A line or less, far from the limit, on its way to a hash: nearly every call.
  bool buffer(std::string_view octets) {
    if (octets.size() >= kDirect || !hasher_ || limit_ - size_ < kDirect || size_ > limit_) return false;
    if (octets.size() > buffer_.size() - used_) flush();
    std::memcpy(buffer_.data() + used_, octets.data(), octets.size());
    used_ += octets.size();
    size_ += octets.size();
    return true;
  }
  std::size_t accept(std::string_view octets) {
    const std::uint64_t room = limit_ > size_ ? limit_ - size_ : 0;
    size_ += octets.size();
    octets = octets.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room, octets.size())));
    if (text_) {
      text_->append(octets);
    } else if (octets.size() >= kDirect) {
      flush();
      hasher_->update(octets);
    } else {
      if (octets.size() > buffer_.size() - used_) flush();
      std::memcpy(buffer_.data() + used_, octets.data(), octets.size());
      used_ += octets.size();
    }
    return octets.size();
  }
  void flush() {
    if (used_) hasher_->update(std::string_view(buffer_.data(), used_));
    used_ = 0;
  }

  static constexpr std::size_t kDirect = 1024;   // from this size on a run is hashed in place
  Hasher* hasher_;
  std::string* text_;
  std::uint64_t limit_;
  std::uint64_t size_ = 0, raw_end_ = 0;
  std::array<char, 8192> buffer_;
  std::size_t used_ = 0;
};

// One bit an octet of a block, lowest bit first.
struct BlockMasks { std::uint64_t space = 0, tab = 0, carriage = 0, feed = 0; };

constexpr std::size_t kBlock = 64;

#if defined(__SSE2__)
struct Lanes { __m128i lane[4]; };

std::uint64_t equal_mask(const Lanes& block, char c) {
  const __m128i wanted = _mm_set1_epi8(c);
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto part = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(block.lane[i], wanted)));
    mask |= static_cast<std::uint64_t>(part) << (16 * i);
  }
  return mask;
}

BlockMasks masks_of(std::string_view block) {
  Lanes lanes;
  static_assert(sizeof lanes == kBlock);
  std::memcpy(&lanes, block.data(), kBlock);
  return {equal_mask(lanes, ' '), equal_mask(lanes, '\t'), equal_mask(lanes, '\r'), equal_mask(lanes, '\n')};
}
#else
BlockMasks masks_of(std::string_view block) {
  BlockMasks masks;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const std::uint64_t bit = std::uint64_t{1} << i;
    if (block[i] == ' ') masks.space |= bit;
    if (block[i] == '\t') masks.tab |= bit;
    if (block[i] == '\r') masks.carriage |= bit;
    if (block[i] == '\n') masks.feed |= bit;
  }
  return masks;
}
#endif

// Finds the places that canonicalization changes, in order.
class ChangeFinder {
 public:
  ChangeFinder(std::string_view text, Canonicalization how, BareLineFeed bare)
      : text_(text), relaxed_(how == Canonicalization::kRelaxed), restore_(bare == BareLineFeed::kRestore) {}

  // The first offset >= from (not smaller than the answer before) where a white-space run must be rewritten or a bare line
  // feed restored; the size of the text when there is none.
  std::size_t next(std::size_t from) {
    if (block_ != kNoBlock && from < block_ + kBlock && from >= block_) {
      const std::uint64_t left = pending_ & (~std::uint64_t{0} << (from - block_));
      if (left) return block_ + static_cast<std::size_t>(std::countr_zero(left));
      from = block_ + kBlock;
    }
    while (text_.size() > from + kBlock) {
      if (const std::uint64_t found = load(from)) return from + static_cast<std::size_t>(std::countr_zero(found));
      from += kBlock;
    }
    block_ = kNoBlock;
    while (from < text_.size() && !changes(from)) ++from;
    return std::min(from, text_.size());
  }

 private:
  static constexpr std::size_t kNoBlock = ~std::size_t{0};

  // Looks at the block at `at`, behind which at least one octet follows.
  std::uint64_t load(std::size_t at) {
    const BlockMasks masks = masks_of(text_.substr(at, kBlock));
    pending_ = 0;
    if (restore_ && masks.feed) {
      const std::uint64_t before = at > 0 && text_[at - 1] == '\r' ? 1 : 0;
      pending_ |= masks.feed & ~((masks.carriage << 1) | before);
    }
    if (relaxed_ && (masks.space | masks.tab)) {
      const char after = text_[at + kBlock];
      const std::uint64_t last = is_blank(after) || after == '\r' || after == '\n' ? std::uint64_t{1} << 63 : 0;
      const std::uint64_t white = masks.space | masks.tab | masks.carriage | masks.feed;
      pending_ |= masks.tab | (masks.space & ((white >> 1) | last));
    }
    block_ = at;
    return pending_;
  }
  bool changes(std::size_t at) const {
    const char c = text_[at];
    if (c == '\n') return restore_ && (at == 0 || text_[at - 1] != '\r');
    if (!relaxed_ || !is_blank(c)) return false;
    if (c == '\t' || at + 1 == text_.size()) return true;
    const char after = text_[at + 1];
    return is_blank(after) || after == '\r' || after == '\n';
  }

  std::string_view text_;
  bool relaxed_, restore_;
  std::size_t block_ = kNoBlock;
  std::uint64_t pending_ = 0;
};

// The size of the line end at the end of `text`, 0 when there is none.
std::size_t line_end_before(std::string_view text, BareLineFeed bare) {
  if (text.empty() || text.back() != '\n') return 0;
  if (text.size() >= 2 && text[text.size() - 2] == '\r') return 2;
  return bare == BareLineFeed::kRestore ? 1 : 0;
}

// The body without its empty last lines and the line end of the last one that is not empty (3.4.3, 3.4.4).
std::string_view without_empty_end(std::string_view body, Canonicalization how, BareLineFeed bare) {
  for (;;) {
    if (how == Canonicalization::kRelaxed)
      while (!body.empty() && is_blank(body.back())) body.remove_suffix(1);
    const std::size_t size = line_end_before(body, bare);
    if (size == 0) return body;
    body.remove_suffix(size);
  }
}

void write_body(std::string_view body, Canonicalization how, BareLineFeed bare, Output& out) {
  const std::uint64_t raw_size = body.size();
  const std::string_view text = without_empty_end(body, how, bare);
  if (text.empty()) {
    if (how == Canonicalization::kSimple) out.insert(kCrLf, raw_size);
    return;
  }
  ChangeFinder changes(text, how, bare);
  std::size_t start = 0;
  while (start < text.size()) {
    const std::size_t at = changes.next(start);
    out.copy(text.substr(start, at - start), start);
    if (at == text.size()) break;
    if (text[at] == '\n') {
      start = at + 1;
      out.insert(kCrLf, start);
      continue;
    }
    start = at;
    while (start < text.size() && is_blank(text[start])) ++start;
    const std::string_view behind = text.substr(start, 2);
    const bool line_ends = behind == kCrLf || (bare == BareLineFeed::kRestore && behind.starts_with('\n'));
    if (!line_ends) out.insert(" ", start);
  }
  out.insert(kCrLf, raw_size);
}

}  // namespace

BodyExtent hash_canonical_body(std::string_view body, Canonicalization how, BareLineFeed bare,
                               std::optional<std::uint64_t> limit, Hasher& hasher) {
  Output out(&hasher, nullptr, limit);
  write_body(body, how, bare, out);
  return out.finish();
}

std::string canonical_body_text(std::string_view body, Canonicalization how, BareLineFeed bare,
                                std::optional<std::uint64_t> limit) {
  std::string text;
  Output out(nullptr, &text, limit);
  write_body(body, how, bare, out);
  out.finish();
  return text;
}

}  // namespace winnow::proof
