#include "box/mbox_line.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace winnow::box {
namespace {

// glibc, GCC and Clang turn this into one SSE2 or NEON register.
using Vector = std::uint8_t __attribute__((vector_size(16)));
using Halves = std::uint64_t __attribute__((vector_size(16)));
constexpr std::size_t kBlock = 64;

Vector load(std::string_view text, std::size_t at) {
  Vector v;
  std::memcpy(&v, &text[at], sizeof v);
  return v;
}

// Whether some byte of the block at `at` is a line feed before an F. Reads one byte beyond the block.
bool block_has_candidate(std::string_view text, std::size_t at) {
  Vector any{};
  for (std::size_t i = 0; i < kBlock; i += sizeof(Vector))
    any |= Vector(load(text, at + i) == '\n') & Vector(load(text, at + i + 1) == 'F');
  const auto halves = Halves(any);
  return (halves[0] | halves[1]) != 0;
}

constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::string_view kDays = "MonTueWedThuFriSatSun";

bool is_name_of(std::string_view table, std::string_view word) {
  while (!word.empty() && (word.back() == ',' || word.back() == '.')) word.remove_suffix(1);
  if (word.size() < 3) return false;
  if (!std::all_of(word.begin(), word.end(), is_alpha)) return false;
  for (std::size_t i = 0; i < table.size(); i += 3)
    if (iequals(word.substr(0, 3), table.substr(i, 3))) return true;
  return false;
}

// "9:12", "09:12:44".
bool is_clock(std::string_view word) {
  const auto colon = word.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon > 2 || word.size() < colon + 3) return false;
  return is_digit(word[0]) && is_digit(word[colon - 1]) && is_digit(word[colon + 1]) && is_digit(word[colon + 2]);
}

bool is_year(std::string_view word) {
  return word.size() == 4 && (word.starts_with("19") || word.starts_with("20")) && is_digit(word[2]) && is_digit(word[3]);
}

// "2017-04-11", alone or with a time behind a T.
bool is_iso_day(std::string_view word) {
  return word.size() >= 10 && is_year(word.substr(0, 4)) && word[4] == '-' && word[7] == '-' && is_digit(word[5]) &&
         is_digit(word[8]);
}

bool is_git_object(std::string_view word) {
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  return (word.size() == 40 || word.size() == 64) && std::all_of(word.begin(), word.end(), hex);
}

struct DateParts { bool clock = false, year = false, month = false, iso = false; };

DateParts date_parts(std::string_view text) {
  DateParts parts;
  for (const auto word : split(text, ' ')) {
    parts.clock |= is_clock(word) || (is_iso_day(word) && word.size() > 11 && is_clock(word.substr(11)));
    parts.year |= is_year(word);
    parts.month |= is_name_of(kMonths, word);
    parts.iso |= is_iso_day(word);
  }
  return parts;
}

bool has_weekday(std::string_view text) {
  const auto words = split(text, ' ');
  return std::any_of(words.begin(), words.end(), [](std::string_view word) { return is_name_of(kDays, word); });
}

constexpr std::array<std::string_view, 26> kUsualFields = {
    "Return-Path", "Received", "X-Received", "Delivered-To", "X-Original-To", "Envelope-To", "From", "To", "Date",
    "Subject", "Message-ID", "MIME-Version", "DKIM-Signature", "Content-Type", "X-Mozilla-Status", "X-Gmail-Labels",
    "X-GM-THRID", "X-UIDL", "Authentication-Results", "ARC-Seal", "Reply-To", "Sender", "X-Apparently-To", "Status",
    "X-Account-Key", "X-MimeOLE"};

}  // namespace

FromLine classify_from_line(std::string_view line) {
  auto rest = trim(line.substr(std::min<std::size_t>(5, line.size())));
  if (rest.empty()) return FromLine::kNone;
  const auto blank = rest.find(' ');
  const auto sender = rest.substr(0, blank);
  const auto behind = blank == std::string_view::npos ? std::string_view{} : trim(rest.substr(blank));
  if (is_git_object(sender)) return FromLine::kNone;
  if (sender == "-" && behind.empty()) return FromLine::kDated;  // Mozilla, where it knows no date
  const auto parts = date_parts(behind);
  if (parts.clock && (parts.iso || (parts.year && parts.month) || (parts.month && has_weekday(behind))))
    return FromLine::kDated;
  return behind.empty() && sender.find('@') != std::string_view::npos ? FromLine::kAddress : FromLine::kNone;
}

bool looks_like_field(std::string_view line) {
  constexpr std::size_t kLongestName = 128;
  std::size_t at = 0;
  while (at < line.size() && at < kLongestName && line[at] > ' ' && line[at] < 0x7F && line[at] != ':') ++at;
  if (at == 0) return false;
  while (at < line.size() && is_blank(line[at]) && at < kLongestName) ++at;
  return at < line.size() && line[at] == ':' && !line.substr(at).starts_with("://");
}

bool begins_with_usual_field(std::string_view line) {
  if (!looks_like_field(line)) return false;
  const auto name = trim(line.substr(0, line.find(':')));
  return std::any_of(kUsualFields.begin(), kUsualFields.end(), [&](std::string_view usual) { return iequals(name, usual); });
}

std::optional<std::size_t> find_from_line(Bytes bytes, std::size_t from) {
  constexpr std::string_view kNeedle = "\nFrom ";
  const auto text = as_text(bytes);
  if (text.size() < kNeedle.size()) return std::nullopt;
  if (from == 0 && text.starts_with(kNeedle.substr(1))) return 0;
  const std::size_t last = text.size() - kNeedle.size();
  std::size_t at = from == 0 ? 0 : from - 1;  // the line feed may lie just before `from`
  while (at <= last) {
    if (at + kBlock + 1 <= text.size() && !block_has_candidate(text, at)) {
      at += kBlock;
      continue;
    }
    const auto end = std::min(at + kBlock, last + 1);
    for (; at < end; ++at)
      if (text[at] == '\n' && text.compare(at, kNeedle.size(), kNeedle) == 0) return at + 1;
  }
  return std::nullopt;
}

Line line_at(std::string_view bytes, std::size_t at, std::size_t longest) {
  const auto window = bytes.substr(at, longest);
  const auto end = window.find('\n');
  if (end == std::string_view::npos) return {window, at + window.size(), false};
  auto text = window.substr(0, end);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return {text, at + end + 1, true};
}

}  // namespace winnow::box
