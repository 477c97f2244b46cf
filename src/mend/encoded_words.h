// RFC 2047 encoded words as programs write them: taken apart and written again.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace winnow::mend {

// A piece of a value: text as it stands, or a run of encoded words of one charset with nothing but white space between them.
struct Piece {
  std::string_view charset;    // as written; empty: plain text
  char encoding = 0;           // 'Q', 'q', 'B', 'b' of the first word
  std::string octets;          // decoded; of plain text the text itself
  bool is_word() const { return encoding != 0; }
};
std::vector<Piece> read_pieces(std::string_view value);

// Which octets a writer of "Q" words leaves as they are.
enum class Literal { kFew, kMost };   // section 5 (3); section 4.2

struct WordStyle {
  std::string_view charset;
  char encoding = 'Q';
  Literal literal = Literal::kMost;
  std::size_t first_limit = 0, limit = 0;     // longest word of the first line and of later ones; 0: one word for all
};
// One or several encoded words, a blank between them; cut between characters of UTF-8.
std::string write_words(std::string_view octets, const WordStyle& style);

}  // namespace winnow::mend
