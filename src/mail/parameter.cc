// Parameters as they are found: missing semicolons, raw blanks in file names, quotes that never close.
#include "mail/parameter.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "mail/charset.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kNameOctets = 64;     // longer words are no parameter names where the semicolon is missing
constexpr unsigned kLastSegment = 99'999;  // numbers of RFC 2231 section 3 continuations above this are no numbers

bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n' || c == '\0'; }

// One parameter as written, before continuations are joined.
struct Segment {
  std::string name;
  unsigned number = 0;
  bool numbered = false, percent = false;
  std::string value;
  std::size_t order = 0;
};

class ParameterReader {
 public:
  ParameterReader(std::string_view text, Notes& notes) : text_(text), notes_(notes) {}

  std::string leading_value() {
    std::string value;
    while (at_ < text_.size() && text_[at_] != ';') {
      if (skip_comment()) continue;
      if (!value.empty() && value.back() != ' ' && is_space(text_[at_]) && parameter_follows()) {
        notes_.add("mime.odd-parameter");
        break;
      }
      const char c = text_[at_++];
      if (!is_space(c)) {
        value += to_lower(c);
      } else if (!value.empty() && value.back() != ' ') {
        value += ' ';
      }
    }
    while (!value.empty() && value.back() == ' ') value.pop_back();
    return value;
  }

  std::vector<Segment> segments() {
    std::vector<Segment> found;
    while (skip_separators()) {
      const std::size_t begin = at_;
      while (at_ < text_.size() && text_[at_] != '=' && text_[at_] != ';' && !is_space(text_[at_])) ++at_;
      const std::string_view name = text_.substr(begin, at_ - begin);
      skip_space();
      if (at_ >= text_.size() || text_[at_] != '=') {
        if (at_ == begin) ++at_;
        notes_.add("mime.odd-parameter");
        continue;
      }
      ++at_;
      Segment segment = named(name);
      segment.order = found.size();
      segment.value = value(segment.name);
      if (!segment.name.empty()) found.push_back(std::move(segment));
    }
    return found;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }

  // Behind white space: "name=", the semicolon before it forgotten.
  bool parameter_follows() const {
    std::size_t at = at_;
    while (at < text_.size() && is_space(text_[at])) ++at;
    const std::size_t name = at;
    while (at < text_.size() && at - name < kNameOctets && (is_alpha(text_[at]) || is_digit(text_[at]) || text_[at] == '-' || text_[at] == '*')) ++at;
    return at > name && at < text_.size() && text_[at] == '=';
  }

  bool skip_separators() {
    while (at_ < text_.size()) {
      if (is_space(text_[at_]) || text_[at_] == ';') ++at_;
      else if (!skip_comment()) break;
    }
    return at_ < text_.size();
  }

  // RFC 5322 section 3.2.2, nested, with quoted pairs. One that never closes runs to the end.
  bool skip_comment() {
    if (text_[at_] != '(') return false;
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\') ++at_;
      else if (c == '(') ++depth;
      else if (c == ')' && --depth == 0) { ++at_; break; }
    }
    at_ = std::min(at_, text_.size());
    return true;
  }

  // Splits `filename*2*` into its name, number and marks (RFC 2231).
  static Segment named(std::string_view written) {
    Segment segment;
    if (written.ends_with('*')) {
      segment.percent = true;
      written.remove_suffix(1);
    }
    const std::size_t star = written.rfind('*');
    if (star != std::string_view::npos) {
      const std::string_view digits = written.substr(star + 1);
      unsigned number = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
      if (error == std::errc() && end == digits.data() + digits.size() && number <= kLastSegment) {
        segment.number = number;
        segment.numbered = true;
        written = written.substr(0, star);
      }
    }
    segment.name = lower(written);
    return segment;
  }

  std::string value(std::string_view name) {
    skip_space();
    if (at_ < text_.size() && text_[at_] == '"') return quoted();
    // Blanks inside an unquoted file name are read as part of it, as mail programs do; elsewhere a blank ends the value,
    // for a comment may follow (RFC 2045 section 5.1).
    const bool keeps_blanks = name == "name" || name == "filename";
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_[at_] != ';' && (keeps_blanks || !is_space(text_[at_]))) ++at_;
    std::string_view raw = trim(text_.substr(begin, at_ - begin));
    if (raw.find_first_of(" \t\r\n") != std::string_view::npos) notes_.add("mime.unquoted-parameter");
    std::string out;
    for (const char c : raw)
      if (c != '\r' && c != '\n') out += c;
    return out;
  }

  // Only \" and \\ are unescaped: Windows paths are written into file names as they are.
  std::string quoted() {
    std::string out;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return out;
      }
      if (c == '\\' && at_ + 1 < text_.size() && (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\')) {
        out += text_[++at_];
      } else if (c != '\r' && c != '\n') {
        out += c;
      }
    }
    notes_.add("mime.open-quote");
    return out;
  }

  std::string_view text_;
  Notes& notes_;
  std::size_t at_ = 0;
};

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  c = to_lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// Takes "charset'language'" off the first segment of an extended value (RFC 2231 section 4).
std::string take_charset(std::string& value) {
  const std::size_t first = value.find('\'');
  const std::size_t second = first == std::string::npos ? first : value.find('\'', first + 1);
  if (second == std::string::npos) return {};
  std::string charset = value.substr(0, first);
  value.erase(0, second + 1);
  return charset;
}

// Joins the segments [begin, end) of one name. They are sorted by number; a gap ends the value, as RFC 2231 section 3 asks
// for consecutive numbers.
Parameter joined(std::vector<Segment>& segments, std::size_t begin, std::size_t end, Notes& notes) {
  Parameter parameter;
  parameter.name = segments[begin].name;
  std::string charset;
  if (segments[begin].percent) {
    charset = take_charset(segments[begin].value);
    parameter.extended = true;
  }
  unsigned expected = segments[begin].number;
  for (std::size_t i = begin; i < end; ++i) {
    if (i > begin && segments[i].number == segments[i - 1].number) {
      notes.add("mime.duplicate-parameter");
      continue;
    }
    if (segments[i].number != expected) {
      notes.add("mime.broken-continuation");
      expected = segments[i].number;
    }
    ++expected;
    parameter.value += segments[i].percent ? percent_decoded(segments[i].value) : segments[i].value;
  }
  if (parameter.extended) parameter.value = to_utf8(parameter.value, charset);
  return parameter;
}

}  // namespace

const std::string* ParameterizedValue::find(std::string_view name) const {
  for (const Parameter& parameter : parameters)
    if (parameter.name == name) return &parameter.value;
  return nullptr;
}

ParameterizedValue parse_parameterized(std::string_view value, Notes& notes) {
  ParameterReader reader(value, notes);
  ParameterizedValue result;
  result.value = reader.leading_value();
  std::vector<Segment> segments = reader.segments();
  // By name; within it the extended form first (RFC 2231 is what the sender meant, the plain one serves old programs), then
  // continuations by number.
  const auto kind = [](const Segment& s) { return s.numbered ? 1 : s.percent ? 0 : 2; };
  std::stable_sort(segments.begin(), segments.end(), [&](const Segment& a, const Segment& b) {
    if (a.name != b.name) return a.name < b.name;
    if (kind(a) != kind(b)) return kind(a) < kind(b);
    return a.number < b.number;
  });
  struct Placed { std::size_t order; Parameter parameter; };
  std::vector<Placed> placed;
  for (std::size_t begin = 0; begin < segments.size();) {
    std::size_t end = begin + 1;
    std::size_t order = segments[begin].order;
    const int first_kind = kind(segments[begin]);
    std::size_t joined_end = first_kind == 1 ? begin : begin + 1;
    for (end = begin; end < segments.size() && segments[end].name == segments[begin].name; ++end) {
      order = std::min(order, segments[end].order);
      if (first_kind == 1 && kind(segments[end]) == 1) joined_end = end + 1;
      if (end > begin && first_kind != 1 && kind(segments[end]) == first_kind) notes.add("mime.duplicate-parameter");
    }
    placed.push_back({order, joined(segments, begin, joined_end, notes)});
    begin = end;
  }
  std::sort(placed.begin(), placed.end(), [](const Placed& a, const Placed& b) { return a.order < b.order; });
  for (Placed& p : placed) result.parameters.push_back(std::move(p.parameter));
  return result;
}

}  // namespace winnow::mail
