// Address lists (RFC 5322 section 3.4) with the obsolete syntax of section 4.4 and what mail programs write instead of it:
// raw commas and dots in names, semicolons between addresses, addresses without brackets behind a name.
#include <unicode/uidna.h>

#include <array>
#include <string>

#include "base/text.h"
#include "mail/encoded_word.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kMailboxes = 100'000;  // of one field; a list of that length is no mail
constexpr int kCommentDepth = 1'000;

bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n' || c == '\0'; }

// RFC 5890: the A-label form, so that one domain is written one way.
std::string ascii_domain(std::string_view domain) {
  std::string name = lower(domain);
  while (name.size() > 1 && name.ends_with('.')) name.pop_back();
  bool ascii = true;
  for (const char c : name) ascii = ascii && static_cast<unsigned char>(c) < 0x80;
  if (ascii) return name;
  static const UIDNA* const idna = [] {
    UErrorCode error = U_ZERO_ERROR;
    return uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII, &error);
  }();
  std::array<char, 256> out{};
  UErrorCode error = U_ZERO_ERROR;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  if (idna == nullptr || name.size() > out.size()) return name;
  const std::int32_t size = uidna_nameToASCII_UTF8(idna, name.data(), static_cast<std::int32_t>(name.size()), out.data(),
                                                   static_cast<std::int32_t>(out.size()), &info, &error);
  if (U_FAILURE(error) || info.errors != 0 || size > static_cast<std::int32_t>(out.size())) return name;
  return std::string(out.data(), static_cast<std::size_t>(size));
}

// A piece of a mailbox: an atom (any run without specials), a quoted string, or one of '@' and '.'.
struct Token {
  enum Kind { kAtom, kQuoted, kSpecial } kind;
  std::string text;   // quoted strings without quotes and escapes
  bool space_before;
};
using Tokens = std::vector<Token>;

class AddressReader {
 public:
  explicit AddressReader(std::string_view text) : text_(text) {}

  std::vector<Mailbox> read() {
    while (at_ < text_.size() && found_.size() < kMailboxes) step();
    finish();
    return std::move(found_);
  }

 private:
  void step() {
    const char c = text_[at_];
    if (is_space(c)) {
      space_ = true;
      ++at_;
    } else if (c == '(') {
      read_comment();
    } else if (c == '"') {
      push(Token::kQuoted, read_quoted());
    } else if (c == '[') {
      push(Token::kAtom, read_literal());
    } else if (c == '<') {
      ++at_;
      if (!in_angle_ && !has_angle_) {
        in_angle_ = has_angle_ = true;
        space_ = false;
      }
    } else if (c == '>') {
      ++at_;
      in_angle_ = false;
    } else if (c == ',' || c == ';') {
      ++at_;
      // "<@relay,@relay:user@host>": the commas of a route (RFC 5322 section 4.4) separate nothing.
      if (!in_angle_) finish();
      else if (c == ';' || !is_route()) finish();
      else angle_.clear();
    } else if (c == ':' && !in_angle_ && !has_angle_ && !has_at(phrase_)) {
      ++at_;  // the name of a group
      reset();
    } else if (c == ':' && in_angle_ && is_route()) {
      ++at_;
      angle_.clear();
    } else if (c == '@' || c == '.') {
      ++at_;
      push(Token::kSpecial, std::string(1, c));
    } else {
      push(Token::kAtom, read_atom());
    }
  }

  Tokens& current() { return in_angle_ ? angle_ : phrase_; }
  bool is_route() const { return angle_.empty() || (angle_[0].kind == Token::kSpecial && angle_[0].text == "@"); }

  static bool has_at(const Tokens& tokens) {
    for (const Token& token : tokens)
      if (token.kind == Token::kSpecial && token.text == "@") return true;
    return false;
  }

  void push(Token::Kind kind, std::string text) {
    // Behind '>' only a comment or the next address may follow; anything else is damage and read as part of the name.
    current().push_back({kind, std::move(text), space_});
    space_ = false;
  }

  std::string read_atom() {
    const std::size_t begin = at_;
    // An encoded word is taken whole: its text may hold commas and brackets, though RFC 2047 section 5 forbids them.
    if (text_.substr(at_).starts_with("=?")) {
      const std::size_t q1 = text_.find('?', at_ + 2);
      const std::size_t q2 = q1 == std::string_view::npos ? q1 : text_.find('?', q1 + 1);
      const std::size_t end = q2 == std::string_view::npos ? q2 : text_.find("?=", q2 + 1);
      if (end != std::string_view::npos && end - begin <= kWordOctets && q2 == q1 + 2 &&
          text_.substr(begin, end - begin).find_first_of("<>\"") == std::string_view::npos) {
        at_ = end + 2;
        return std::string(text_.substr(begin, at_ - begin));
      }
    }
    ++at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && std::string_view("()<>[]:;@,.\"").find(text_[at_]) == std::string_view::npos) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string read_quoted() {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        break;
      }
      if (c == '\\' && at_ + 1 < text_.size()) out += text_[++at_];
      else if (c != '\r' && c != '\n') out += c;
    }
    return out;
  }

  // A domain literal (RFC 5322 section 3.4.1); one that never closes is an atom.
  std::string read_literal() {
    const std::size_t end = text_.find_first_of("]<>,\r\n", at_);
    if (end == std::string_view::npos || text_[end] != ']') {
      ++at_;
      return "[";
    }
    std::string out(text_.substr(at_, end + 1 - at_));
    at_ = end + 1;
    return out;
  }

  void read_comment() {
    std::string out;
    int depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size()) {
        out += text_[++at_];
        continue;
      }
      if (c == '(' && depth < kCommentDepth && depth++ == 0) continue;
      if (c == ')' && --depth == 0) {
        ++at_;
        break;
      }
      if (c != '\r' && c != '\n') out += c;
    }
    if (comment_.empty()) comment_ = std::move(out);
    space_ = true;
  }

  static std::string joined(const Tokens& tokens, std::size_t begin, std::size_t end) {
    std::string out;
    for (std::size_t i = begin; i < end; ++i) {
      if (tokens[i].space_before && !out.empty()) out += ' ';
      out += tokens[i].text;
    }
    return out;
  }

  // The address that ends at token `end`: around the last '@', atoms and dots without white space between them, where
  // white space beside a dot or '@' is obsolete syntax. `begin` is moved to its first token.
  static bool take_address(const Tokens& tokens, std::size_t& begin, Mailbox& mailbox) {
    std::size_t at = tokens.size();
    while (at > 0 && !(tokens[at - 1].kind == Token::kSpecial && tokens[at - 1].text == "@")) --at;
    if (at == 0) return false;
    std::size_t first = at - 1;
    const auto is_special = [&](std::size_t i) { return tokens[i].kind == Token::kSpecial; };
    while (first > begin && (first == at - 1 || is_special(first) || is_special(first - 1) || !tokens[first].space_before)) --first;
    std::string domain;
    std::size_t end = at;
    for (; end < tokens.size() && (end == at || is_special(end) || is_special(end - 1) || !tokens[end].space_before); ++end) domain += tokens[end].text;
    for (std::size_t i = first; i + 1 < at; ++i) mailbox.local_part += tokens[i].text;
    mailbox.domain = ascii_domain(decode_words(domain));
    begin = first;
    return true;
  }

  void finish() {
    Mailbox mailbox;
    std::string display;
    if (has_angle_) {
      display = joined(phrase_, 0, phrase_.size());
      std::size_t begin = 0;
      if (!take_address(angle_, begin, mailbox)) mailbox.local_part = joined(angle_, 0, angle_.size());
    } else if (!phrase_.empty()) {
      std::size_t begin = 0;
      if (take_address(phrase_, begin, mailbox)) display = joined(phrase_, 0, begin);
      else if (phrase_.size() == 1) mailbox.local_part = phrase_[0].text;
      else display = joined(phrase_, 0, phrase_.size());
    }
    if (display.empty()) display = comment_;
    mailbox.display = decode_unstructured(display);
    mailbox.local_part = decode_words(mailbox.local_part);
    if (!mailbox.local_part.empty() || !mailbox.domain.empty() || !phrase_.empty()) found_.push_back(std::move(mailbox));
    reset();
  }

  void reset() {
    phrase_.clear();
    angle_.clear();
    comment_.clear();
    in_angle_ = has_angle_ = space_ = false;
  }

  static constexpr std::size_t kWordOctets = 1'000;  // an encoded word has 75 (RFC 2047 section 2); senders exceed that
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Mailbox> found_;
  Tokens phrase_, angle_;
  std::string comment_;
  bool in_angle_ = false, has_angle_ = false, space_ = false;
};

}  // namespace

std::vector<Mailbox> parse_addresses(std::string_view value) { return AddressReader(value).read(); }

std::string parse_message_id(std::string_view value) {
  const std::size_t open = value.find('<');
  std::string_view inside;
  if (open != std::string_view::npos) {
    const std::size_t close = value.find('>', open);
    inside = value.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
  } else {
    inside = trim(value);
    inside = inside.substr(0, inside.find_first_of(" \t\r\n"));
  }
  std::string id;
  for (const char c : inside)
    if (!is_space(c)) id += c;
  return to_valid_utf8(id);
}

}  // namespace winnow::mail
