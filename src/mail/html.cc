// A small reader of HTML: no tree, one pass, a stack of open elements that matter. It answers what a person sees, what is there
// but not to be seen, and what a mail program would fetch.
#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"
#include "mail/html_entities.h"
#include "mail/html_fold.h"
#include "mail/html_style.h"
#include "mail/message.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kOpenElements = 4'096;   // deeper nesting is read flat
constexpr std::size_t kExternal = 10'000;      // references kept
constexpr std::size_t kUrlOctets = 4'096;      // longer ones are cut

bool is_space(char c) { return is_blank(c) || c == '\r' || c == '\n' || c == '\f'; }

// What reading an element depends on.
struct Element {
  std::string_view name;
  bool is_void = false;    // has no content and no end tag
  bool is_block = false;   // begins and ends a line
  bool is_unseen = false;  // its content is no text for a reader
  bool is_raw = false;     // its content is not markup (WHATWG HTML section 13.2.5, raw text states)
};

constexpr Element element(std::string_view name, std::string_view traits) {
  const auto has = [&](char trait) { return traits.find(trait) != std::string_view::npos; };
  return {name, has('v'), has('b'), has('u'), has('r')};
}

// Sorted by name. v: void, b: block, u: unseen, r: raw.
constexpr std::array kElements = {
    element("address", "b"), element("area", "v"),     element("article", "b"),    element("aside", "b"),    element("audio", "u"),
    element("base", "v"),    element("blockquote", "b"), element("body", "b"),     element("br", "bv"),      element("center", "b"),
    element("col", "v"),     element("datalist", "u"), element("dd", "b"),         element("div", "b"),      element("dl", "b"),
    element("dt", "b"),      element("embed", "v"),    element("fieldset", "b"),   element("footer", "b"),   element("form", "b"),
    element("h1", "b"),      element("h2", "b"),       element("h3", "b"),         element("h4", "b"),       element("h5", "b"),
    element("h6", "b"),      element("head", "u"),     element("header", "b"),     element("hr", "bv"),      element("html", "b"),
    element("img", "v"),     element("input", "v"),    element("li", "b"),         element("link", "v"),     element("main", "b"),
    element("meta", "v"),    element("nav", "b"),      element("noembed", "r"),    element("noframes", "u"), element("object", "u"),
    element("ol", "b"),      element("p", "b"),        element("param", "v"),      element("pre", "b"),      element("script", "r"),
    element("section", "b"), element("source", "v"),   element("style", "r"),      element("table", "b"),    element("template", "u"),
    element("textarea", "r"), element("title", "bur"), element("tr", "b"),         element("track", "v"),    element("ul", "b"),
    element("video", "u"),   element("wbr", "v"),      element("xmp", "r")};
static_assert(std::is_sorted(kElements.begin(), kElements.end(), [](const Element& a, const Element& b) { return a.name < b.name; }));

// Of the elements that begin with a letter.
struct Span { std::uint8_t begin = 0, end = 0; };
constexpr std::array<Span, 26> kByLetter = [] {
  std::array<Span, 26> spans{};
  for (std::size_t i = 0; i < kElements.size(); ++i) {
    Span& span = spans[static_cast<std::size_t>(kElements[i].name[0] - 'a')];
    if (span.end == 0) span.begin = static_cast<std::uint8_t>(i);
    span.end = static_cast<std::uint8_t>(i + 1);
  }
  return spans;
}();

// `name` in lower case, beginning with a letter.
Element element_of(std::string_view name) {
  const Span span = kByLetter[static_cast<std::size_t>(name[0] - 'a')];
  for (std::size_t i = span.begin; i < span.end; ++i)
    if (kElements[i].name == name) return kElements[i];
  return {.name = name};
}

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
    const Element element = element_of(name);
    if (element.is_block) break_line();
    else if (name == "td" || name == "th") add_text(" ");
    if (name == "body") close("head");  // an unclosed head must not hide the mail
    const Paint around = stack_.empty() ? Paint{} : stack_.back().paint;
    Paint paint = around;
    paint.removed = paint.removed || element.is_unseen;
    for (Attribute& attribute : attributes_) {
      if (attribute.value.find('&') != std::string_view::npos) {
        attribute.decoded = decode_entities(attribute.value);
        attribute.value = attribute.decoded;
      }
      apply(name, attribute, paint);
    }
    if (element.is_raw) return read_raw(name);
    if (element.is_void) return;
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
    if (element_of(name).is_block) break_line();
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
    if (raw.find('&') == std::string_view::npos) return append_folded(out, raw);
    append_folded(out, decode_entities(raw));
  }

  bool hiding() const { return !stack_.empty() && stack_.back().paint.unseen(); }

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
