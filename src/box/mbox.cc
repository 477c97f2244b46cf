// mbox framing. The rule and its reasons: docs/formats/mbox.md.
#include <algorithm>
#include <charconv>
#include <string_view>

#include "base/limits.h"
#include "base/text.h"
#include "box/box.h"
#include "box/content_length.h"
#include "box/dbox.h"
#include "box/mbox_line.h"

namespace winnow::box {
namespace {

constexpr std::size_t kLongestFromLine = 1024;
constexpr std::size_t kLongestFieldName = 256;
constexpr int kMostEmptyLines = 2;                      // between a counted body and the next separator
constexpr std::size_t kCutWindow = 256 * limits::kKiB;  // read at a time in search of a cut
constexpr std::size_t kHeaderWindow = 16 * limits::kKiB;
static_assert(kLongestFromLine + 2 + kLongestFieldName <= MboxFraming::kContextBehind);

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

enum class Before { kText, kEmptyLine };

// What lies before the `From ` line at `at`.
Before before(std::string_view text, std::size_t at, bool text_is_start) {
  if (at == 0 || (text_is_start && at == kByteOrderMark.size() && text.starts_with(kByteOrderMark))) return Before::kEmptyLine;
  const auto head = text.substr(0, at);
  if (head.ends_with("\n\n") || head.ends_with("\n\r\n")) return Before::kEmptyLine;
  return text_is_start && (head == "\n" || head == "\r\n") ? Before::kEmptyLine : Before::kText;
}

// Whether the line at `at`, which begins with "From ", is a separator by itself and the line behind it.
bool is_separator(std::string_view text, std::size_t at, Before what, bool at_end) {
  const auto line = line_at(text, at, kLongestFromLine);
  if (!line.complete && !(at_end && line.next == text.size())) return false;
  const auto kind = classify_from_line(line.text);
  if (kind == FromLine::kNone) return false;
  const bool dated = kind == FromLine::kDated;
  if (line.next == text.size()) return at_end && dated && what == Before::kEmptyLine;
  const auto behind = line_at(text, line.next, kLongestFieldName);
  if (what == Before::kText) return dated && begins_with_usual_field(behind.text);
  if (looks_like_field(behind.text)) return true;
  // "From ": a message without a byte; a cut there must not change what this line is.
  return dated && (behind.text.starts_with(">From ") || behind.text.starts_with("From ") ||
                   (behind.complete && behind.text.empty()));
}

// The empty line at the end of [begin, end), if there is one: mbox puts it before each separator.
std::uint64_t without_empty_line(std::string_view text, std::uint64_t begin, std::uint64_t end) {
  const auto run = text.substr(begin, end - begin);
  if (run == "\n" || run.ends_with("\n\n")) return end - 1;
  if (run == "\r\n" || run.ends_with("\n\r\n")) return end - 2;
  return end;
}

// Where the next message begins if this one's body ends at `at`: there, or behind one or two empty lines, is a
// separator or the end. Nothing otherwise.
std::optional<std::size_t> landing(std::string_view text, std::size_t at, bool at_end) {
  for (int lines = 0; lines <= kMostEmptyLines; ++lines) {
    if (at == text.size()) return at_end ? std::optional(at) : std::nullopt;
    if (text.compare(at, 5, "From ") == 0)
      return is_separator(text, at, Before::kEmptyLine, at_end) ? std::optional(at) : std::nullopt;
    const auto line = line_at(text, at, 2);
    if (!line.complete || !line.text.empty()) return std::nullopt;
    at = line.next;
  }
  return std::nullopt;
}

bool is_only_mark_and_empty_lines(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; });
}

}  // namespace

std::optional<std::size_t> MboxFraming::next_separator(Bytes window, std::size_t from, bool window_is_start, bool at_end) {
  const auto text = as_text(window);
  if (window_is_start && from <= kByteOrderMark.size() && text.starts_with(kByteOrderMark) &&
      text.substr(kByteOrderMark.size()).starts_with("From ") &&
      is_separator(text, kByteOrderMark.size(), Before::kEmptyLine, at_end))
    return kByteOrderMark.size();
  for (auto at = find_from_line(window, from); at; at = find_from_line(window, *at + 1)) {
    if (!window_is_start && *at < kContextBefore) continue;
    if (!at_end && text.size() - *at < kContextBehind) return std::nullopt;
    if (is_separator(text, *at, before(text, *at, window_is_start), at_end)) return at;
  }
  return std::nullopt;
}

std::size_t MboxFraming::separator_length(Bytes run) {
  const auto text = as_text(run);
  if (!text.starts_with("From ") || !is_separator(text, 0, Before::kEmptyLine, true)) return 0;
  return line_at(text, 0, kLongestFromLine).next;
}

MboxDialect MboxFraming::dialect(Bytes head) {
  if (is_dbox(head)) return MboxDialect::kDbox;
  const auto text = as_text(head);
  std::size_t checked = 0;
  for (auto at = next_separator(head, 0, true, true); at;) {
    const auto line = line_at(text, *at, kLongestFromLine);
    const auto claim = content_length(text.substr(line.next));
    const auto next = next_separator(head, line.next, false, true);
    if (claim.length) {
      const auto body = line.next + claim.body;
      // A first message that is larger than the head cannot be checked here; split_mbox checks each one anyway.
      if (claim.length > text.size() - body) return checked == 0 ? MboxDialect::kContentLength : MboxDialect::kFromLines;
      if (landing(text, body + *claim.length, true)) return MboxDialect::kContentLength;
      constexpr std::size_t kEnough = 8;
      if (++checked == kEnough) break;
    }
    at = next;
  }
  return MboxDialect::kFromLines;
}

std::vector<MboxMessage> split_mbox(Bytes run, MboxDialect dialect) {
  if (dialect == MboxDialect::kDbox) return split_dbox(run);
  const auto text = as_text(run);
  std::vector<MboxMessage> out;
  auto next = MboxFraming::next_separator(run, 0, true, true);
  const auto first = next.value_or(text.size());
  if (!is_only_mark_and_empty_lines(text.substr(0, first)))
    out.push_back({.range = {0, without_empty_line(text, 0, first)}, .from_line = {0, 0}});
  while (next) {
    MboxMessage message;
    message.from_line = {*next, line_at(text, *next, kLongestFromLine).next};
    const auto begin = message.from_line.end;
    next = MboxFraming::next_separator(run, begin, false, true);
    auto end = without_empty_line(text, begin, next.value_or(text.size()));
    if (dialect == MboxDialect::kContentLength) {
      const auto claim = content_length(text.substr(begin));
      if (claim.length) {
        const auto body = begin + claim.body;
        const auto landed = *claim.length <= text.size() - body ? landing(text, body + *claim.length, true) : std::nullopt;
        message.content_length_wrong = !landed;
        if (landed) {
          message.holds_separators = next && *next < *landed;
          end = body + *claim.length;
          next = *landed == text.size() ? std::nullopt : landed;
        }
      }
    }
    message.range = {begin, end};
    out.push_back(message);
  }
  return out;
}

MboxCutter::MboxCutter(ReadAt read_at, std::uint64_t size, MboxDialect dialect)
    : read_at_(std::move(read_at)), size_(size), dialect_(dialect) {}

Result<std::optional<Range>> MboxCutter::next(std::uint64_t aimed_bytes) {
  if (position_ >= size_) return std::optional<Range>{};
  const auto begin = position_;
  auto end = begin;
  if (dialect_ == MboxDialect::kFromLines) {
    const auto aimed = begin + std::max<std::uint64_t>(aimed_bytes, 1);
    WINNOW_TRY(end, separator_at_or_behind(aimed));
    // The giant that reached so far must not swallow those before it.
    if (end - begin > limits::kMessageBytes) {
      WINNOW_TRY(const std::uint64_t giant, last_separator(begin, std::min(aimed, size_)));
      if (giant > begin) end = giant;
    }
  } else {
    do {
      const auto giant = end;
      WINNOW_TRY(end, message_end(end));
      if (giant > begin && end - begin > limits::kMessageBytes) {
        end = giant;
        break;
      }
    } while (end < size_ && end - begin < aimed_bytes);
  }
  position_ = end;
  return std::optional(Range{begin, end});
}

Result<Bytes> MboxCutter::read(std::uint64_t offset, std::size_t length) {
  buffer_.resize(std::min<std::uint64_t>(length, size_ - offset));
  WINNOW_TRY(const std::size_t count, read_at_(offset, buffer_));
  return Bytes(buffer_).first(std::min(count, buffer_.size()));
}

Result<std::uint64_t> MboxCutter::separator_at_or_behind(std::uint64_t offset) {
  while (offset < size_) {
    const auto begin = offset - std::min<std::uint64_t>(offset, MboxFraming::kContextBefore);
    WINNOW_TRY(const Bytes window, read(begin, kCutWindow));
    const bool at_end = begin + window.size() >= size_ || window.size() < kCutWindow;
    if (const auto found = MboxFraming::next_separator(window, offset - begin, begin == 0, at_end)) return begin + *found;
    if (at_end) break;
    offset = begin + window.size() - MboxFraming::kContextBehind + 1;
  }
  return size_;
}

// The last separator behind `begin` and before `end`; `begin` if there is none.
Result<std::uint64_t> MboxCutter::last_separator(std::uint64_t begin, std::uint64_t end) {
  auto last = begin;
  for (auto offset = begin + 1; offset < end;) {
    const auto start = offset - std::min<std::uint64_t>(offset, MboxFraming::kContextBefore);
    WINNOW_TRY(const Bytes window, read(start, kCutWindow));
    const bool at_end = start + window.size() >= size_ || window.size() < kCutWindow;
    auto found = MboxFraming::next_separator(window, offset - start, start == 0, at_end);
    for (; found && start + *found < end; found = MboxFraming::next_separator(window, *found + 1, start == 0, at_end))
      last = start + *found;
    if (found || at_end) break;
    offset = start + window.size() - MboxFraming::kContextBehind + 1;
  }
  return last;
}

Result<std::uint64_t> MboxCutter::message_end(std::uint64_t begin) {
  if (dialect_ == MboxDialect::kDbox) return dbox_piece_end(read_at_, size_, begin);
  for (const std::size_t reach : {kHeaderWindow, kLongestFromLine + kHeaderReach}) {
    WINNOW_TRY(const Bytes window, read(begin, reach));
    const auto separator = MboxFraming::separator_length(window);
    if (separator == 0) break;
    const auto claim = content_length(as_text(window).substr(separator));
    if (claim.body + separator == window.size() && window.size() == reach) continue;  // the header goes on
    const auto body = begin + separator + claim.body;
    if (claim.length && *claim.length <= size_ - body) {
      const auto at = body + *claim.length;
      WINNOW_TRY(const Bytes behind, read(at, MboxFraming::kContextBehind + 2 * kMostEmptyLines));
      if (const auto landed = landing(as_text(behind), 0, at + behind.size() >= size_)) return at + *landed;
    }
    break;
  }
  // Behind the first byte: the separator of this message itself is not its end.
  return separator_at_or_behind(begin + 1);
}

}  // namespace winnow::box
