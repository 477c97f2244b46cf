// The words of an RTF text (RTF 1.9.1, MS-OXRTFEX section 2.1 for HTML in RTF).
#include "mail/rtf.h"

#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "base/limits.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/mapi.h"

namespace winnow::mail {
namespace {

// Groups that hold no text of the body.
constexpr auto kSilent = std::to_array<std::string_view>(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "headerl", "headerr", "footerl", "footerr",
     "generator", "listtable", "listoverridetable", "rsidtbl", "themedata", "latentstyles", "datastore", "xmlnstbl", "fldinst",
     "bkmkstart", "bkmkend", "nonshppict"});

template <typename Table>
bool holds(const Table& table, std::string_view name) {
  for (const std::string_view each : table)
    if (each == name) return true;
  return false;
}

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char l = to_lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

// A control word or symbol: "\fs20", "\'e9", "\*".
struct Control {
  std::string_view word;
  std::optional<int> number;
};

class Rtf {
 public:
  explicit Rtf(std::string_view text) : rest_(text) {}
  std::string read();

 private:
  struct Group {
    bool silent = false;         // its text is none of the body
    bool hidden = false;         // \v
    bool rtf_only = false;       // \htmlrtf: not in the HTML that the RTF wraps
    std::size_t substitutes = 1; // \uc: characters behind \u for readers without Unicode
  };

  void control();
  Control take_control();
  void act(const Control& control);
  void say(std::string_view utf8) { if (shown()) flush(), out_ += utf8; }
  void say_byte(char byte) {
    if (skip_ > 0) { --skip_; return; }
    if (shown()) bytes_ += byte;
  }
  bool shown() const { return !groups_.back().silent && !groups_.back().hidden && !groups_.back().rtf_only; }
  // Bytes in the text's code page, which may hold characters of several bytes.
  void flush() {
    if (!bytes_.empty()) out_ += to_utf8(bytes_, charset_);
    bytes_.clear();
  }
  void unicode(int number);

  std::string_view rest_;
  std::vector<Group> groups_{1};
  std::size_t too_deep_ = 0;
  std::string charset_ = "windows-1252", bytes_, out_;
  std::size_t skip_ = 0;
  char16_t high_surrogate_ = 0;
};

std::string Rtf::read() {
  while (!rest_.empty()) {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    if (c == '\\') {
      control();
    } else if (c == '{') {
      skip_ = 0;
      if (groups_.size() < limits::kRtfDepth) groups_.push_back(groups_.back());
      else ++too_deep_;
    } else if (c == '}') {
      skip_ = 0;
      if (too_deep_ > 0) --too_deep_;
      else if (groups_.size() > 1) groups_.pop_back();
    } else if (c != '\r' && c != '\n') {
      say_byte(c);
    }
  }
  flush();
  return std::move(out_);
}

Control Rtf::take_control() {
  std::size_t end = 0;
  while (end < rest_.size() && is_alpha(rest_[end])) ++end;
  Control control{rest_.substr(0, end == 0 ? std::min<std::size_t>(1, rest_.size()) : end), std::nullopt};
  rest_.remove_prefix(control.word.size());
  if (end == 0) return control;
  int number = 0;
  const auto [behind, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
  const auto used = static_cast<std::size_t>(behind - rest_.data());
  if (error == std::errc()) control.number = number;
  rest_.remove_prefix(used);
  if (rest_.starts_with(' ')) rest_.remove_prefix(1);
  return control;
}

void Rtf::control() {
  const Control control = take_control();
  if (control.word == "'") {
    const int high = rest_.empty() ? -1 : hex_value(rest_[0]), low = rest_.size() < 2 ? -1 : hex_value(rest_[1]);
    if (high < 0 || low < 0) return;
    rest_.remove_prefix(2);
    return say_byte(static_cast<char>(high << 4 | low));
  }
  if (control.word == "u" && control.number) return unicode(*control.number);
  if (control.word == "bin" && control.number) {
    rest_.remove_prefix(std::min<std::size_t>(rest_.size(), static_cast<std::size_t>(std::max(*control.number, 0))));
    return;
  }
  act(control);
}

void Rtf::unicode(int number) {
  skip_ = 0;
  const auto unit = static_cast<char16_t>(number);
  std::string text;
  if (unit >= 0xD800 && unit < 0xDC00) {
    high_surrogate_ = unit;
  } else if (unit >= 0xDC00 && unit < 0xE000) {
    if (high_surrogate_ != 0) append_utf8(text, 0x10000 + ((static_cast<char32_t>(high_surrogate_) - 0xD800) << 10) + (unit - 0xDC00U));
    high_surrogate_ = 0;
  } else {
    append_utf8(text, unit);
  }
  say(text);
  skip_ = groups_.back().substitutes;
}

void Rtf::act(const Control& control) {
  Group& group = groups_.back();
  const std::string_view word = control.word;
  if (word == "*" || holds(kSilent, word)) group.silent = true;
  else if (word == "par" || word == "line" || word == "row" || word == "sect" || word == "page") say("\n");
  else if (word == "tab" || word == "cell" || word == "~") say(" ");
  else if (word == "{" || word == "}" || word == "\\") say_byte(word.front());
  else if (word == "emdash" || word == "endash" || word == "_") say("-");
  else if (word == "lquote" || word == "rquote") say("\u2019");
  else if (word == "ldblquote" || word == "rdblquote") say("\"");
  else if (word == "bullet") say("\u2022");
  else if (word == "v") group.hidden = control.number.value_or(1) != 0;
  else if (word == "htmlrtf") group.rtf_only = control.number.value_or(1) != 0;
  else if (word == "uc") group.substitutes = static_cast<std::size_t>(std::max(control.number.value_or(1), 0));
  else if (word == "ansicpg" && control.number) {
    if (std::string named = charset_of_code_page(static_cast<std::uint32_t>(std::max(*control.number, 0))); !named.empty())
      charset_ = std::move(named);
  }
}

}  // namespace

std::string read_rtf(std::string_view rtf) { return Rtf(rtf).read(); }

}  // namespace winnow::mail
