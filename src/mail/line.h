// Lines of a message. All positions are offsets into the whole message.
#pragma once

#include <cstddef>
#include <string_view>

namespace winnow::mail {

// One line: [begin, content_end) without and [begin, end) with its line end.
struct Line {
  std::size_t begin = 0, content_end = 0, end = 0;
  bool empty() const { return begin == content_end; }
};

// The line that begins at `begin` (at most text.size()). `terminator` is '\n', or '\r' for a message that holds no LF
// at all; a CR before an LF belongs to the line end.
inline Line line_at(std::string_view text, std::size_t begin, char terminator) {
  const std::size_t found = text.find(terminator, begin);
  if (found == std::string_view::npos) return {begin, text.size(), text.size()};
  const bool crlf = terminator == '\n' && found > begin && text[found - 1] == '\r';
  return {begin, crlf ? found - 1 : found, found + 1};
}

// Length of the line end that stands directly before `at`, 0 to 2 bytes, looking back no further than `floor`.
inline std::size_t line_end_before(std::string_view text, std::size_t at, std::size_t floor, char terminator) {
  if (at <= floor || text[at - 1] != terminator) return 0;
  return terminator == '\n' && at - 1 > floor && text[at - 2] == '\r' ? 2 : 1;
}

// How the lines of a message end and what else a mail server would stumble over.
struct LineCensus {
  std::size_t lf = 0, cr = 0, crlf = 0, nul = 0;
  bool over_998 = false;  // a line longer than RFC 5322 section 2.1.1 allows
};
LineCensus take_census(std::string_view text);

// The next position >= from at which a line beginning with "--" starts, behind a line end; npos when there is none.
std::size_t find_dashed_line(std::string_view text, std::size_t from, char terminator);

}  // namespace winnow::mail
