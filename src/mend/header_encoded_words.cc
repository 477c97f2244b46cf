// docs/mend/header.encoded-words.md
#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"
#include "mend/encoded_words.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kShortOctets = 16;                  // never cut into two words
constexpr std::size_t kWordLimit = 75, kLineLimit = 76;   // RFC 2047 section 2
constexpr std::array<std::string_view, 6> kTexts = {"subject", "from", "to", "cc", "reply-to", "sender"};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
  return out;
}

bool is_raw(const Piece& piece) { return !piece.is_word() && !is_ascii(piece.octets); }

// All pieces as one, where they are of one charset; charset empty: they are not.
Piece joined(const std::vector<Piece>& pieces) {
  Piece out;
  for (const Piece& piece : pieces) {
    if (piece.is_word()) {
      if (!out.charset.empty() && !iequals(out.charset, piece.charset)) return {};
      out.charset = piece.charset;
      if (out.encoding == 0) out.encoding = piece.encoding;
    }
    out.octets += piece.octets;
  }
  return out;
}

// Only those words of a text encoded that need it; those that follow one another as one.
std::vector<Piece> by_need(const Piece& whole) {
  std::vector<Piece> out;
  std::string_view rest = whole.octets;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find(' '), rest.size());
    const std::string_view word = rest.substr(0, end);
    const bool needs = !is_ascii(word);
    const std::string blank = rest.size() > end ? " " : "";
    if (needs && out.size() > 1 && out[out.size() - 2].is_word() && out.back().octets == " ") {
      out.pop_back();
      out.back().octets += " " + std::string(word);
    } else if (!needs && !out.empty() && !out.back().is_word()) {
      out.back().octets += word;
    } else {
      out.push_back({needs ? whole.charset : std::string_view(), needs ? whole.encoding : char{0}, std::string(word)});
    }
    if (!blank.empty()) {
      if (out.back().is_word()) out.push_back({{}, 0, blank});
      else out.back().octets += blank;
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

std::string write(const std::vector<Piece>& pieces, const std::string& charset, char encoding, Literal literal, std::size_t first, std::size_t limit) {
  std::string out;
  for (const Piece& piece : pieces)
    out += piece.is_word() ? write_words(piece.octets, {charset, encoding, literal, first, limit}) : piece.octets;
  return out;
}

// Every spelling of the charset, letter, set of literals and length of words that writers have.
void propose_spellings(const std::vector<Piece>& pieces, std::string_view charset, char encoding, std::string_view name, const Form& from,
                       unsigned bits, Forms& out) {
  std::vector<std::string> charsets = {std::string(charset), lower(charset), upper(charset)};
  if (istarts_with(charset, "windows-")) charsets.push_back("Windows" + std::string(charset.substr(7)));
  std::sort(charsets.begin() + 1, charsets.end());
  charsets.erase(std::unique(charsets.begin() + 1, charsets.end()), charsets.end());
  const bool is_q = to_lower(encoding) == 'q';
  const std::array<char, 4> letters = is_q ? std::array{'Q', 'q', 'B', 'b'} : std::array{'B', 'b', 'Q', 'q'};
  const std::size_t behind_name = kLineLimit - std::min(kLineLimit / 2, name.size() + 2);
  const std::array<std::array<std::size_t, 2>, 4> limits = {{{0, 0}, {kWordLimit, kWordLimit}, {behind_name, kWordLimit}, {behind_name, behind_name}}};
  const bool is_short = std::all_of(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.octets.size() <= kShortOctets; });
  for (const std::string& one : charsets) {
    for (std::size_t letter = 0; letter < letters.size(); ++letter) {
      for (const auto& [first, limit] : std::span(limits).first(is_short ? 1 : limits.size())) {
        const unsigned more = bits + (letter < 2 ? 0 : 1);
        out.push_back(with_field_value(from, 0, " " + write(pieces, one, letters[letter], Literal::kMost, first, limit), more));
        if (to_lower(letters[letter]) == 'q')
          out.push_back(with_field_value(from, 0, " " + write(pieces, one, letters[letter], Literal::kFew, first, limit), more));
      }
    }
  }
}

// Raw octets of the words themselves.
std::string raw_text(const std::vector<Piece>& pieces) {
  std::string out;
  for (const Piece& piece : pieces) out += piece.octets;
  return out;
}

}  // namespace

bool takes_words(const Scene&, std::string_view field) { return std::find(kTexts.begin(), kTexts.end(), field) != kTexts.end(); }

void propose_encoded_words(const Scene&, std::string_view field, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  const std::string_view value = trim(value_of(from.fields[0].text));
  std::vector<Piece> pieces = read_pieces(value);
  const auto word = std::find_if(pieces.begin(), pieces.end(), [](const Piece& piece) { return piece.is_word(); });
  if (word == pieces.end()) {
    if (std::none_of(pieces.begin(), pieces.end(), is_raw) || !is_utf8(value)) return;
    if (field != "subject") return;
    const Piece whole{"UTF-8", 'Q', std::string(value)};
    propose_spellings({whole}, "UTF-8", 'Q', field, from, 7, out);
    return propose_spellings(by_need(whole), "UTF-8", 'Q', field, from, 8, out);
  }
  const std::string charset(word->charset);
  const char encoding = word->encoding;
  propose_spellings(pieces, charset, encoding, field, from, 6, out);
  if (iequals(charset, "utf-8")) out.push_back(with_field_value(from, 0, " " + raw_text(pieces), 7));
  const Piece whole = joined(pieces);
  if (field != "subject" || whole.charset.empty()) return;
  propose_spellings({whole}, charset, encoding, field, from, 7, out);
  propose_spellings(by_need(whole), charset, encoding, field, from, 8, out);
}

}  // namespace winnow::mend
