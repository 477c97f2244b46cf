#include "mail/received.h"

#include <arpa/inet.h>

#include <array>

#include "base/text.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

constexpr bool is_white(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

bool is_address(std::string_view text) {
  std::array<char, INET6_ADDRSTRLEN> copy{};
  if (text.size() < 2 || text.size() >= copy.size()) return false;
  text.copy(copy.data(), text.size());
  in6_addr six{};
  in_addr four{};
  return ::inet_pton(AF_INET, copy.data(), &four) == 1 || ::inet_pton(AF_INET6, copy.data(), &six) == 1;
}

// The address literal that is `text` as a whole, or "" (RFC 5321 section 4.1.3).
std::string_view literal(std::string_view text) {
  text = trim(text);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  if (istarts_with(text, "IPv6:")) text.remove_prefix(5);
  return is_address(text) ? text : std::string_view();
}

// The address in the comment behind a sender's name: "host [192.0.2.1]", "192.0.2.1", "user@192.0.2.1".
std::string_view address_in_comment(std::string_view comment) {
  const std::size_t open = comment.find('[');
  const std::size_t close = open == std::string_view::npos ? open : comment.find(']', open);
  if (close != std::string_view::npos)
    if (const std::string_view found = literal(comment.substr(open, close + 1 - open)); !found.empty()) return found;
  if (const std::size_t at = comment.rfind('@'); at != std::string_view::npos) comment.remove_prefix(at + 1);
  return literal(comment);
}

// Cuts the value into words, comments and the semicolon before the date.
class Lexer {
 public:
  enum class Kind { kWord, kComment, kDate, kEnd };
  explicit Lexer(std::string_view text) : text_(text) {}

  // Afterwards token() is the word, what stands in the comment, or all behind the semicolon.
  Kind next() {
    while (at_ < text_.size() && is_white(text_[at_])) ++at_;
    if (at_ == text_.size()) return Kind::kEnd;
    const std::size_t begin = at_;
    if (text_[at_] == ';') {
      token_ = text_.substr(begin + 1);
      at_ = text_.size();
      return Kind::kDate;
    }
    if (text_[at_] == '(') {
      skip_comment();
      token_ = text_.substr(begin + 1, at_ - begin - 1);
      if (token_.ends_with(')')) token_.remove_suffix(1);
      return Kind::kComment;
    }
    while (at_ < text_.size() && !is_white(text_[at_]) && text_[at_] != ';' && (text_[at_] != '(' || at_ == begin)) ++at_;
    token_ = text_.substr(begin, at_ - begin);
    return Kind::kWord;
  }
  std::string_view token() const { return token_; }

 private:
  void skip_comment() {
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '(') ++depth;
      else if (c == '\\' && at_ + 1 < text_.size()) ++at_;
      else if (c == ')' && --depth == 0) {
        ++at_;
        return;
      }
    }
  }

  std::string_view text_, token_;
  std::size_t at_ = 0;
};

std::string_view without_brackets(std::string_view address) {
  if (address.starts_with('<')) address.remove_prefix(1);
  if (address.ends_with('>')) address.remove_suffix(1);
  return address;
}

}  // namespace

Received parse_received(std::string_view value) {
  Received out;
  Lexer lexer(value);
  std::string_view clause;   // the word before, where it announces a value
  bool behind_sender = false;
  for (Lexer::Kind kind = lexer.next(); kind != Lexer::Kind::kEnd; kind = lexer.next()) {
    const std::string_view token = lexer.token();
    if (kind == Lexer::Kind::kDate) {
      if (const auto date = parse_date(token)) out.unix_seconds = date->unix_seconds;
      break;
    }
    if (kind == Lexer::Kind::kComment) {
      if (behind_sender && out.address.empty()) out.address = address_in_comment(token);
      continue;
    }
    if (clause.empty()) {
      behind_sender = false;
      for (const std::string_view word : {"from", "by", "with", "for", "id", "via"})
        if (iequals(token, word)) clause = word;
      continue;
    }
    // What is said twice counts as it was said first.
    if (clause == "from" && out.from.empty()) {
      out.from = token;
      out.address = literal(token);
      behind_sender = true;
    } else if (clause == "by" && out.by.empty()) {
      out.by = token;
    } else if (clause == "with" && out.protocol.empty()) {
      out.protocol = token;
    } else if (clause == "for" && out.recipient.empty()) {
      out.recipient = without_brackets(token);
    }
    clause = {};
  }
  return out;
}

}  // namespace winnow::mail
