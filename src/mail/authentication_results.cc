#include "mail/authentication_results.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace winnow::mail {
namespace {

constexpr bool is_white(char c) { return is_blank(c) || c == '\r' || c == '\n'; }

// Cuts the value into words, "=" and ";". A word behind "=" may hold further equals signs, as base64 does.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  // False at the end. Afterwards mark() is '=' or ';', or 0 and word() holds a word.
  bool next(bool value) {
    skip_white_and_comments();
    if (at_ == text_.size()) return false;
    word_.clear();
    mark_ = text_[at_];
    if (mark_ == ';' || (mark_ == '=' && !value)) {
      ++at_;
      return true;
    }
    mark_ = 0;
    if (text_[at_] == '"') read_quoted();
    else read_word(value);
    return true;
  }
  char mark() const { return mark_; }
  std::string& word() { return word_; }

 private:
  void skip_white_and_comments() {
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '(') ++depth;
      else if (c == ')' && depth > 0) --depth;
      else if (c == '\\' && depth > 0 && at_ + 1 < text_.size()) ++at_;
      else if (depth == 0 && !is_white(c)) return;
    }
  }
  void read_quoted() {
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      word_.push_back(text_[at_]);
    }
    if (at_ < text_.size()) ++at_;
  }
  void read_word(bool value) {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (is_white(c) || c == ';' || c == '(' || (c == '=' && !value)) return;
      word_.push_back(c);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  char mark_ = 0;
  std::string word_;
};

// The words of one statement between semicolons: names, and values behind "=".
struct Statement {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::string first;   // the first word that stands alone
  bool ended = false;  // by a semicolon, not by the end of the text
};

Statement read_statement(Lexer& lexer) {
  Statement out;
  std::string name;
  bool value = false;
  while (lexer.next(value)) {
    if (lexer.mark() == ';') {
      out.ended = true;
      break;
    }
    if (lexer.mark() == '=') {
      value = true;
      continue;
    }
    if (value) {
      if (out.pairs.size() < limits::kAuthenticationResults) out.pairs.emplace_back(lower(name), std::move(lexer.word()));
      name.clear();
      value = false;
    } else {
      if (out.first.empty() && out.pairs.empty()) out.first = lexer.word();
      name = std::move(lexer.word());
    }
  }
  return out;
}

}  // namespace

std::string_view AuthenticationResult::property(std::string_view name) const {
  const auto at = std::find_if(properties.begin(), properties.end(), [&](const auto& pair) { return pair.first == name; });
  return at == properties.end() ? std::string_view() : std::string_view(at->second);
}

AuthenticationResults parse_authentication_results(std::string_view value) {
  AuthenticationResults out;
  Lexer lexer(value);
  Statement statement = read_statement(lexer);
  if (!statement.pairs.empty() && statement.pairs.front().first == "i" && statement.ended) statement = read_statement(lexer);
  // Some receivers leave their own name out.
  const bool named = statement.pairs.empty();
  if (named) out.authserv_id = std::move(statement.first);
  while (out.results.size() < limits::kAuthenticationResults) {
    if (named || !out.results.empty() || statement.pairs.empty()) {
      if (!statement.ended) break;
      statement = read_statement(lexer);
    }
    if (statement.pairs.empty()) {
      if (!statement.ended) break;
      continue;
    }
    AuthenticationResult& result = out.results.emplace_back();
    auto& pairs = statement.pairs;
    result.method = pairs.front().first.substr(0, pairs.front().first.find('/'));
    result.result = lower(pairs.front().second);
    result.properties.assign(std::make_move_iterator(pairs.begin() + 1), std::make_move_iterator(pairs.end()));
  }
  return out;
}

}  // namespace winnow::mail
