// A small reader of HTML: no tree, one pass, a stack of open elements that matter. It answers what a person sees, what is there
// but not to be seen, and what a mail program would fetch.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mail/html_entities.h"
#include "mail/html_style.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kOpenElements = 4'096;   // deeper nesting is read flat
constexpr std::size_t kExternal = 10'000;      // references kept
constexpr std::size_t kUrlOctets = 4'096;      // longer ones are cut

bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n' || c == '\f'; }

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::find(list.begin(), list.end(), name) != list.end();
}

constexpr std::array<std::string_view, 14> kVoid = {"area", "base", "br",   "col",   "embed",  "hr",    "img",
                                                    "input", "link", "meta", "param", "source", "track", "wbr"};
constexpr std::array<std::string_view, 34> kBlock = {
    "address", "article", "aside", "blockquote", "body", "br", "center", "dd", "div", "dl", "dt", "fieldset", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "table", "title", "tr", "ul"};
// Elements whose content is no text for a reader.
constexpr std::array<std::string_view, 8> kUnseen = {"head", "title", "noframes", "template", "datalist", "object", "audio", "video"};
// Elements whose content is not markup (WHATWG HTML section 13.2.5, raw text states).
constexpr std::array<std::string_view, 6> kRaw = {"script", "style", "textarea", "title", "xmp", "noembed"};

struct Attribute {
  std::string_view name;     // as written
  std::string_view value;    // in the text, or in `decoded` when it held character references
  std::string decoded{};
};

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view text) : text_(text) {}

  HtmlReading read() {
    while (at_ < text_.size()) {
      const std::size_t tag = text_.find('<', at_);
      add_text(text_.substr(at_, tag == std::string_view::npos ? tag : tag - at_));
      if (tag == std::string_view::npos) break;
      at_ = tag;
      read_markup();
    }
    finish(reading_.visible);
    finish(reading_.hidden);
    std::sort(reading_.external.begin(), reading_.external.end());
    reading_.external.erase(std::unique(reading_.external.begin(), reading_.external.end()), reading_.external.end());
    return std::move(reading_);
  }

 private:
  struct Open { std::string name; Paint paint; };

  void read_markup() {
    const std::string_view rest = text_.substr(at_);
    if (rest.starts_with("<!--")) return skip_comment();
    if (rest.size() > 1 && (rest[1] == '!' || rest[1] == '?')) return skip_to('>');
    const bool closing = rest.size() > 1 && rest[1] == '/';
    const std::size_t name_at = closing ? 2 : 1;
    if (rest.size() <= name_at || !is_alpha(rest[name_at])) {
      // "</" before anything else is a bogus comment; a lone "<" is text.
      if (closing) return skip_to('>');
      add_text("<");
      ++at_;
      return;
    }
    at_ += name_at;
    const std::size_t begin = at_;
    while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '>' && text_[at_] != '/') ++at_;
    const std::string name = lower(text_.substr(begin, at_ - begin));
    read_attributes();
    if (closing) close(name);
    else open(name);
  }

  // WHATWG HTML: "<!-->" and "<!--->" close at once; a comment that never closes hides the rest.
  void skip_comment() {
    at_ += 4;
    if (text_.substr(at_).starts_with(">")) { ++at_; return; }
    if (text_.substr(at_).starts_with("->")) { at_ += 2; return; }
    const std::size_t end = text_.find("-->", at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 3;
  }

  void skip_to(char c) {
    const std::size_t end = text_.find(c, at_);
    at_ = end == std::string_view::npos ? text_.size() : end + 1;
  }

  void read_attributes() {
    attributes_.clear();
    while (at_ < text_.size()) {
      while (at_ < text_.size() && (is_space(text_[at_]) || text_[at_] == '/')) ++at_;
      if (at_ >= text_.size()) break;
      if (text_[at_] == '>') {
        ++at_;
        break;
      }
      const std::size_t begin = at_++;
      while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '=' && text_[at_] != '>' && text_[at_] != '/') ++at_;
      Attribute& attribute = attributes_.emplace_back();
      attribute.name = text_.substr(begin, at_ - begin);
      while (at_ < text_.size() && is_space(text_[at_])) ++at_;
      if (at_ < text_.size() && text_[at_] == '=') {
        ++at_;
        attribute.value = read_value();
      }
    }
  }

  std::string_view read_value() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    if (at_ >= text_.size()) return {};
    const char quote = text_[at_];
    std::size_t begin = at_, end = at_;
    if (quote == '"' || quote == '\'') {
      begin = ++at_;
      end = text_.find(quote, begin);
      if (end == std::string_view::npos) end = text_.size();
      at_ = std::min(end + 1, text_.size());
    } else {
      while (at_ < text_.size() && !is_space(text_[at_]) && text_[at_] != '>') ++at_;
      end = at_;
    }
    return text_.substr(begin, end - begin);
  }

  void open(const std::string& name) {
    if (contains(kBlock, name)) break_line();
    else if (name == "td" || name == "th") add_text(" ");
    if (name == "body") close("head");  // an unclosed head must not hide the mail
    const Paint around = stack_.empty() ? Paint{} : stack_.back().paint;
    Paint paint = around;
    paint.removed = paint.removed || contains(kUnseen, name);
    for (Attribute& attribute : attributes_) {
      if (attribute.value.find('&') != std::string_view::npos) {
        attribute.decoded = decode_entities(attribute.value);
        attribute.value = attribute.decoded;
      }
      apply(name, attribute, paint);
    }
    if (contains(kRaw, name)) return read_raw(name);
    if (contains(kVoid, name)) return;
    if (stack_.size() >= kOpenElements) return;
    stack_.push_back({name, paint});
  }

  void apply(const std::string& element, const Attribute& attribute, Paint& paint) {
    const auto is = [&](std::string_view name) { return iequals(attribute.name, name); };
    if (is("style")) {
      apply_style(attribute.value, paint);
      if (attribute.value.find_first_of("(@") != std::string_view::npos) add_style_urls(attribute.value);
    } else if (is("hidden")) {
      paint.removed = true;
    } else if (is("bgcolor")) {
      paint.ground = parse_color(attribute.value);
    } else if ((is("color") && element == "font") || (is("text") && element == "body")) {
      if (const auto color = parse_color(attribute.value)) paint.ink = color;
    } else if (is("background") || is("poster") || (is("src") && element != "script") || (is("data") && element == "object") ||
               (is("href") && element == "link")) {
      add_url(attribute.value);
    } else if (is("srcset")) {
      for (const std::string_view candidate : split(attribute.value, ',')) {
        const std::string_view url = trim(candidate);
        add_url(url.substr(0, url.find_first_of(" \t\r\n")));
      }
    }
  }

  // Closes the innermost element of that name and all within; one that is not open is ignored.
  void close(const std::string& name) {
    if (contains(kBlock, name)) break_line();
    std::size_t depth = stack_.size();
    const std::size_t floor = depth > kCloseReach ? depth - kCloseReach : 0;
    while (depth > floor && stack_[depth - 1].name != name) --depth;
    if (depth == floor) return;
    stack_.resize(depth - 1);
  }

  // The content of a raw text element runs to its own end tag, whatever stands in it.
  void read_raw(const std::string& name) {
    std::size_t end = at_;
    while (true) {
      end = text_.find("</", end);
      if (end == std::string_view::npos) {
        end = text_.size();
        break;
      }
      if (istarts_with(text_.substr(end + 2), name)) break;
      end += 2;
    }
    const std::string_view content = text_.substr(at_, end - at_);
    at_ = end;
    if (name == "style") add_style_urls(content);
    else if (name == "textarea" || name == "xmp") add_text(content);
    skip_to('>');
  }

  // url(…) and @import of style sheets.
  void add_style_urls(std::string_view style) {
    const std::string low = lower(style);
    for (std::size_t at = low.find("url("); at != std::string::npos; at = low.find("url(", at)) {
      at += 4;
      const std::size_t end = low.find(')', at);
      if (end == std::string::npos) break;
      add_url(unquoted(style.substr(at, end - at)));
    }
    for (std::size_t at = low.find("@import"); at != std::string::npos; at = low.find("@import", at)) {
      at += 7;
      const std::string_view rest = style.substr(at, low.find(';', at) - at);
      if (!istarts_with(trim(rest), "url(")) add_url(unquoted(rest));
    }
  }

  static std::string_view unquoted(std::string_view text) {
    text = trim(text);
    while (!text.empty() && (text.front() == '"' || text.front() == '\'')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == '"' || text.back() == '\'')) text.remove_suffix(1);
    return text;
  }

  // "cid:" and "data:" stay within the mail; anything with a host is fetched.
  void add_url(std::string_view url) {
    url = trim(url);
    const bool fetched = istarts_with(url, "http:") || istarts_with(url, "https:") || istarts_with(url, "ftp:") || url.starts_with("//") || url.starts_with("\\\\") || istarts_with(url, "file:");
    if (fetched && reading_.external.size() < kExternal) reading_.external.emplace_back(to_valid_utf8(url.substr(0, kUrlOctets)));
  }

  void add_text(std::string_view raw) {
    if (raw.empty()) return;
    std::string& out = hiding() ? reading_.hidden : reading_.visible;
    if (raw.find('&') == std::string_view::npos) return fold(out, raw);
    fold(out, decode_entities(raw));
  }

  bool hiding() const { return !stack_.empty() && stack_.back().paint.unseen(); }

  static void fold(std::string& out, std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
      if (is_space(text[i])) {
        if (!out.empty() && out.back() != ' ' && out.back() != '\n') out += ' ';
        ++i;
        continue;
      }
      std::size_t end = i;
      while (end < text.size() && !is_space(text[end])) ++end;
      out += text.substr(i, end - i);
      i = end;
    }
  }

  void break_line() {
    std::string& out = hiding() ? reading_.hidden : reading_.visible;
    while (!out.empty() && out.back() == ' ') out.pop_back();
    if (!out.empty() && out.back() != '\n') out += '\n';
  }

  static void finish(std::string& out) {
    while (!out.empty() && (out.back() == ' ' || out.back() == '\n')) out.pop_back();
    if (!is_utf8(out)) out = to_valid_utf8(out);
  }

  static constexpr std::size_t kCloseReach = 256;  // how far up an end tag looks for its element: keeps the pass linear
  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Attribute> attributes_;  // of the tag being read
  std::vector<Open> stack_;
  HtmlReading reading_;
};

}  // namespace

HtmlReading read_html(std::string_view utf8) { return HtmlReader(utf8).read(); }

}  // namespace winnow::mail
