#include "mail/encoded_word.h"

#include <optional>

#include "base/text.h"
#include "mail/base64.h"
#include "mail/charset.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

struct Word {
  std::string_view charset;
  bool base64 = false;
  std::string_view text;
  std::size_t size = 0;  // with its marks
};

// The encoded word at the start of `text`, which begins with "=?". Blanks inside the encoded text are let through: senders
// write them, and readers show such words decoded.
std::optional<Word> word_at(std::string_view text) {
  const std::size_t charset_end = text.find('?', 2);
  if (charset_end == std::string_view::npos || charset_end == 2 || charset_end + 3 > text.size()) return std::nullopt;
  const char kind = to_lower(text[charset_end + 1]);
  if ((kind != 'b' && kind != 'q') || text[charset_end + 2] != '?') return std::nullopt;
  Word word;
  word.charset = text.substr(2, charset_end - 2);
  if (word.charset.find_first_of(" \t\r\n") != std::string_view::npos) return std::nullopt;
  word.charset = word.charset.substr(0, word.charset.find('*'));  // RFC 2231 section 5: a language may follow
  word.base64 = kind == 'b';
  const std::size_t begin = charset_end + 3;
  const std::size_t end = text.find("?=", begin);
  if (end == std::string_view::npos) return std::nullopt;
  word.text = text.substr(begin, end - begin);
  word.size = end + 2;
  return word;
}

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// RFC 2047 section 4.2.
void append_q(std::string& out, std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '_') {
      out += ' ';
    } else if (c == '=' && text.size() - i > 2 && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (c != '\r' && c != '\n') {
      out += c;
    }
  }
}

class WordReader {
 public:
  WordReader(std::string_view text, std::string_view charset) : text_(text), charset_(charset) {}

  std::string read() {
    std::size_t at = 0, plain = 0;
    bool no_end = false;  // no "?=" behind here: further words need not be looked for, which keeps this linear
    while (!no_end && (at = text_.find("=?", at)) != std::string_view::npos) {
      const std::optional<Word> word = word_at(text_.substr(at));
      if (!word) {
        no_end = text_.find("?=", at + 2) == std::string_view::npos;
        at += 2;
        continue;
      }
      add_plain(text_.substr(plain, at - plain));
      add_word(*word);
      plain = at += word->size;
    }
    add_plain(text_.substr(plain));
    flush();
    return std::move(out_);
  }

 private:
  // White space between two encoded words is not shown (RFC 2047 section 6.2).
  void add_plain(std::string_view text) {
    if (text.empty()) return;
    if (in_words_ && text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      held_ = text;
      return;
    }
    flush();
    add_raw(text);
  }

  void add_raw(std::string_view text) {
    std::string line;
    line.reserve(text.size());
    for (const char c : text)
      if (c != '\r' && c != '\n') line += c;
    out_ += is_utf8(line) ? line : to_utf8(line, charset_);
  }

  void add_word(const Word& word) {
    if (in_words_ && !iequals(word.charset, word_charset_)) flush_words();
    held_ = {};
    in_words_ = true;
    word_charset_ = word.charset;
    if (word.base64) {
      // A word that ends inside a group of four goes on in the next one.
      base64_ += word.text;
      if (word.text.ends_with('=')) flush_base64();
    } else {
      flush_base64();
      append_q(bytes_, word.text);
    }
  }

  void flush_base64() {
    if (base64_.empty()) return;
    decode_base64_text(base64_, bytes_);
    base64_.clear();
  }

  void flush_words() {
    flush_base64();
    out_ += to_utf8(bytes_, word_charset_);
    bytes_.clear();
  }

  // Ends a run of words; white space that was held back behind its last one is shown after all.
  void flush() {
    if (!in_words_) return;
    flush_words();
    in_words_ = false;
    add_raw(held_);
    held_ = {};
  }

  std::string_view text_, charset_;
  std::string out_, bytes_, base64_;
  std::string_view word_charset_, held_;
  bool in_words_ = false;
};

}  // namespace

std::string decode_words(std::string_view text, std::string_view charset) { return WordReader(text, charset).read(); }

std::string decode_unstructured(std::string_view value, std::string_view charset) {
  std::string text = decode_words(value, charset);
  const std::string_view trimmed = trim(text);
  return trimmed.size() == text.size() ? std::move(text) : std::string(trimmed);
}

}  // namespace winnow::mail
