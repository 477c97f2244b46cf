// dbox version 2. A file header "2 M1e C5a2b3c4d\n" (size of message headers, time of creation; hexadecimal); then, for each message,
//   0x01 0x02 'N' ' ' 8 bytes ' ' 16 hexadecimal digits: its size, room for more, LF
//   the message
//   LF 0x01 0x03 LF, lines of one letter and a value, an empty line
#include "box/dbox.h"

#include <algorithm>
#include <charconv>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::box {
namespace {

using namespace std::literals;

constexpr std::string_view kBeforeMessage = "\x01\x02N "sv;
constexpr std::string_view kBehindMessage = "\n\x01\x03\n"sv;
constexpr std::size_t kSizeAt = 13, kSizeDigits = 16;   // within a message header
constexpr std::size_t kLongestHeader = 256;             // of a file or a message
constexpr std::size_t kHeaders = 2 * kLongestHeader;    // both
constexpr std::size_t kSmallWindow = limits::kKiB, kWindow = 256 * limits::kKiB;

std::optional<std::uint64_t> hexadecimal(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

// The length of the file header at the start of `text`; 0: there is none.
std::size_t file_header(std::string_view text) {
  if (!text.starts_with("2 ")) return 0;
  const std::size_t end = text.substr(0, kLongestHeader).find('\n');
  if (end == std::string_view::npos) return 0;
  const std::string_view line = text.substr(0, end);
  bool size = false;
  for (const std::string_view word : split(line.substr(2), ' ')) {
    if (word.empty() || !is_alpha(word.front()) || !hexadecimal(word.substr(1))) return 0;
    size |= word.front() == 'M';
  }
  return size ? end + 1 : 0;
}

struct Header {
  std::size_t length = 0;        // of the header
  std::uint64_t size = 0;        // of the message
};

std::optional<Header> message_header(std::string_view text) {
  if (!text.starts_with(kBeforeMessage) || text.size() < kSizeAt + kSizeDigits || text[kSizeAt - 1] != ' ') return std::nullopt;
  const std::size_t end = text.substr(0, kLongestHeader).find('\n', kSizeAt + kSizeDigits);
  const auto size = hexadecimal(text.substr(kSizeAt, kSizeDigits));
  if (end == std::string_view::npos || !size) return std::nullopt;
  return Header{end + 1, *size};
}

// The first message header at or behind `from`. `text` goes on behind what is looked at, or ends there for good.
std::optional<std::size_t> find_header(std::string_view text, std::size_t from) {
  for (auto at = text.find(kBeforeMessage, from); at != std::string_view::npos; at = text.find(kBeforeMessage, at + 1))
    if (message_header(text.substr(at))) return at;
  return std::nullopt;
}

// The length of the metadata at the start of `text`, with the empty line that ends them. Cut ones end with the text; nothing:
// there are none.
std::optional<std::size_t> metadata_length(std::string_view text) {
  if (!text.starts_with(kBehindMessage)) return std::nullopt;
  text = text.substr(0, limits::kDboxMetadataBytes);
  for (std::size_t at = kBehindMessage.size(); at < text.size();) {
    if (text[at] == '\n') return at + 1;
    if (text.substr(at).starts_with(kBeforeMessage)) return at;   // the empty line was lost
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  }
  return text.size();
}

// The piece that begins at `begin` of the run. The run holds it whole.
MboxMessage piece_at(std::string_view text, std::size_t begin) {
  MboxMessage piece;
  const std::size_t file = file_header(text.substr(begin));
  const auto header = message_header(text.substr(begin + file));
  const auto next = [&](std::size_t from) { return find_header(text, from).value_or(text.size()); };
  if (!header) {
    piece.unreadable = true;
    piece.from_line = {begin, begin};
    piece.range = {begin, next(begin + 1)};
    piece.metadata = {piece.range.end, piece.range.end};
    return piece;
  }
  const std::size_t message = begin + file + header->length;
  piece.from_line = {begin, message};
  if (header->size <= text.size() - message) {
    const std::size_t end = message + header->size;
    if (const auto length = metadata_length(text.substr(end))) {
      piece.range = {message, end};
      piece.metadata = {end, end + *length};
      return piece;
    }
  }
  piece.content_length_wrong = true;
  const std::size_t all = next(message);
  const std::size_t mark = text.substr(0, all).find(kBehindMessage, message);
  const std::size_t end = mark == std::string_view::npos ? all : mark;
  piece.range = {message, end};
  piece.metadata = {end, all};
  return piece;
}

}  // namespace

bool is_dbox(Bytes head) {
  const std::string_view text = as_text(head);
  const std::size_t file = file_header(text);
  return file != 0 && message_header(text.substr(file));
}

std::vector<MboxMessage> split_dbox(Bytes run) {
  std::vector<MboxMessage> out;
  for (std::size_t at = 0; at < run.size(); at = out.back().metadata.end) out.push_back(piece_at(as_text(run), at));
  return out;
}

Result<std::uint64_t> dbox_piece_end(const MboxCutter::ReadAt& read_at, std::uint64_t size, std::uint64_t begin) {
  std::vector<std::byte> buffer;
  const auto read = [&](std::uint64_t at, std::size_t length) -> Result<std::string_view> {
    buffer.resize(std::min<std::uint64_t>(length, size - at));
    WINNOW_TRY(const std::size_t count, read_at(at, buffer));
    return as_text(Bytes(buffer).first(std::min(count, buffer.size())));
  };
  std::uint64_t from = begin + 1;
  {
    WINNOW_TRY(const std::string_view text, read(begin, kHeaders));
    const std::size_t file = file_header(text);
    const auto header = message_header(text.substr(file));
    if (header) {
      from = begin + file + header->length;
      const std::uint64_t message = begin + file + header->length;
      if (header->size <= size - message) {
        const std::uint64_t end = message + header->size;
        // Nearly always a few short lines.
        for (const std::size_t reach : {kSmallWindow, limits::kDboxMetadataBytes}) {
          WINNOW_TRY(const std::string_view behind, read(end, reach));
          const auto length = metadata_length(behind);
          if (!length) break;
          if (*length < behind.size() || behind.size() < reach || reach == limits::kDboxMetadataBytes) return end + *length;
        }
      }
    }
  }
  for (std::size_t window = kSmallWindow; from < size; window = std::min(2 * window, kWindow)) {
    WINNOW_TRY(const std::string_view text, read(from, window));
    if (const auto found = find_header(text, 0)) return from + *found;
    if (text.size() <= kLongestHeader || from + text.size() >= size) break;
    from += text.size() - kLongestHeader;
  }
  return size;
}

std::vector<DboxMetadata> dbox_metadata(Bytes metadata) {
  std::string_view text = as_text(metadata);
  std::vector<DboxMetadata> out;
  if (!text.starts_with(kBehindMessage)) return out;
  text.remove_prefix(kBehindMessage.size());
  while (!text.empty() && out.size() < limits::kDboxMetadataLines) {
    const std::string_view line = text.substr(0, text.find('\n'));
    if (line.empty()) break;
    out.push_back({line.front(), line.substr(1)});
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return out;
}

}  // namespace winnow::box
