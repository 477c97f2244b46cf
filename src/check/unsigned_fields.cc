#include "check/unsigned_fields.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"

namespace winnow::check {
namespace {

// RFC 2045 section 5.1.
bool is_token_character(char c) {
  return c > ' ' && static_cast<unsigned char>(c) < 0x7F && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

class TypeReader {
 public:
  explicit TypeReader(std::string_view text) : text_(text) {}

  bool is_plain() {
    skip_space();
    if (token().empty() || !take('/') || token().empty()) return false;
    while (!at_end()) {
      if (!take(';')) return false;
      if (!at_end() && !parameter()) return false;
    }
    return true;
  }

 private:
  bool parameter() {
    std::string name = lower(token());
    if (name.empty() || !take('=') || !value()) return false;
    const std::string base = name.substr(0, name.find('*'));
    const bool decides = base == "boundary" || base == "charset" || base == "delsp" || base == "start";
    const bool ends_in_blank = text_.substr(0, at_).ends_with(" \"") || text_.substr(0, at_).ends_with("\t\"");
    if (decides && (base != name || ends_in_blank)) return false;
    if (std::find(names_.begin(), names_.end(), name) != names_.end()) return false;
    names_.push_back(std::move(name));
    return true;
  }
  bool value() {
    if (at_ < text_.size() && text_[at_] != '"') return !token().empty();
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      if (text_[at_] == '\\' || text_[at_] == '\r' || text_[at_] == '\n') return false;
    }
    return false;
  }
  std::string_view token() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && is_token_character(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  bool take(char c) {
    if (c == ';') skip_space();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    if (c == ';') skip_space();
    return true;
  }
  void skip_space() {
    while (at_ < text_.size() && (is_blank(text_[at_]) || text_[at_] == '\r' || text_[at_] == '\n')) ++at_;
  }
  bool at_end() {
    skip_space();
    return at_ == text_.size();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::string> names_;
};

}  // namespace

bool is_plain_type(std::string_view content_type) { return TypeReader(content_type).is_plain(); }

bool is_plain_encoding(std::string_view transfer_encoding) {
  const std::string_view word = trim(transfer_encoding);
  return !word.empty() && std::all_of(word.begin(), word.end(), is_token_character);
}

bool is_plain_version(std::string_view mime_version) {
  const std::string_view version = trim(mime_version);
  return version.starts_with("1.0") && (version.size() == 3 || is_blank(version[3]) || version[3] == '(');
}

}  // namespace winnow::check
