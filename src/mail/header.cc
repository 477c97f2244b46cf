// Header blocks as they are found: what is no field is kept as a field without a name, so that no byte is lost.
#include "mail/header.h"

#include "base/limits.h"
#include "base/text.h"
#include "mail/line.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kNameOctets = 997;  // a name and its colon fit into one line (RFC 5322 section 2.1.1)

// Length of the field name at the start of `line`, 0 when the line is no field. `colon` is set to the colon's place.
// RFC 5322 section 2.2 allows printable ASCII; section 4.5 white space before the colon. Other bytes above the blank are let
// through: mail programs read such lines as fields.
std::size_t name_length(std::string_view line, std::size_t& colon) {
  std::size_t length = 0;
  while (length < line.size() && length <= kNameOctets && line[length] != ':' && static_cast<unsigned char>(line[length]) > ' ' &&
         line[length] != '\x7f')
    ++length;
  colon = length;
  while (colon < line.size() && is_blank(line[colon])) ++colon;
  return colon < line.size() && line[colon] == ':' ? length : 0;
}

bool is_field(std::string_view line) {
  std::size_t colon = 0;
  return name_length(line, colon) > 0;
}

bool is_white(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

class HeaderReader {
 public:
  HeaderReader(std::string_view text, char terminator, const DelimiterLines& delimiters, std::vector<Field>& fields, Notes& notes)
      : text_(text), terminator_(terminator), delimiters_(delimiters), fields_(fields), notes_(notes) {}

  Range read(std::size_t begin, bool top) {
    std::size_t at = begin;
    bool first = true;
    while (at < text_.size()) {
      const Line line = line_at(text_, at, terminator_);
      const std::string_view content = view(line);
      if (line.empty()) return {begin, line.end};
      if (content.starts_with("--") && delimiters_.holds(content)) return {begin, at};
      if (fields_.size() >= limits::kHeaderFields) return keep_rest(begin, at);
      if (!add_line(line, content, top && first)) return {begin, at};
      first = false;
      at = fields_.back().range.end;
    }
    return {begin, at};
  }

 private:
  std::string_view view(const Line& line) const { return text_.substr(line.begin, line.content_end - line.begin); }

  // Adds the field or odd line at `line` with its folds; false when the body begins here.
  bool add_line(const Line& line, std::string_view content, bool first) {
    std::size_t colon = 0;
    const std::size_t length = name_length(content, colon);
    if (length > 0) {
      if (colon != length) notes_.add("header.space-before-colon");
      add(line, length, line.begin + colon + 1);
      return true;
    }
    if (first && content.starts_with("From ")) {
      notes_.add("header.from-line");
    } else if (content.starts_with(">From ")) {
      notes_.add("header.quoted-from-line");
    } else if (goes_on_behind(line)) {
      notes_.add("header.not-a-field");
    } else {
      if (!fields_.empty()) notes_.add("header.no-empty-line");
      return false;
    }
    add(line, 0, line.begin);
    return true;
  }

  // One stray line between fields is damage; two in a row are text, and so is what looks like the first delimiter line of
  // a multipart whose header lacks its empty line.
  bool goes_on_behind(const Line& line) const {
    if (line.end >= text_.size() || view(line).starts_with("--")) return false;
    const Line next = line_at(text_, line.end, terminator_);
    return is_field(view(next)) || (next.empty() && !fields_.empty());
  }

  void add(const Line& first, std::size_t name_size, std::size_t value_begin) {
    Line last = first;
    while (last.end < text_.size() && is_blank(text_[last.end])) {
      const Line fold = line_at(text_, last.end, terminator_);
      if (is_white(view(fold))) notes_.add("header.white-line");
      last = fold;
    }
    Field field;
    field.name = text_.substr(first.begin, name_size);
    field.value = text_.substr(value_begin, last.content_end - value_begin);
    field.raw = text_.substr(first.begin, last.content_end - first.begin);
    field.range = {first.begin, last.end};
    fields_.push_back(field);
  }

  // Past limits::kHeaderFields everything up to the empty line is one field without a name.
  Range keep_rest(std::size_t begin, std::size_t from) {
    notes_.add("header.too-many-fields");
    std::size_t at = from, content_end = from;
    Range header{begin, text_.size()};
    while (at < text_.size()) {
      const Line line = line_at(text_, at, terminator_);
      const std::string_view content = view(line);
      if (line.empty()) {
        header.end = line.end;
        break;
      }
      if (content.starts_with("--") && delimiters_.holds(content)) {
        header.end = at;
        break;
      }
      content_end = line.content_end;
      at = line.end;
    }
    const std::string_view raw = text_.substr(from, content_end - from);
    if (at > from) fields_.push_back({{}, raw, raw, {from, at}});
    return header;
  }

  std::string_view text_;
  char terminator_;
  const DelimiterLines& delimiters_;
  std::vector<Field>& fields_;
  Notes& notes_;
};

}  // namespace

Range read_header(std::string_view text, std::size_t begin, char terminator, bool top, const DelimiterLines& delimiters,
                  std::vector<Field>& fields, Notes& notes) {
  return HeaderReader(text, terminator, delimiters, fields, notes).read(begin, top);
}

const Field* find_field(const std::vector<Field>& fields, std::string_view name) {
  for (const Field& field : fields)
    if (iequals(field.name, name)) return &field;
  return nullptr;
}

const Field* Message::find(std::string_view name) const { return find_field(fields, name); }

std::vector<const Field*> Message::find_all(std::string_view name) const {
  std::vector<const Field*> found;
  for (const Field& field : fields)
    if (iequals(field.name, name)) found.push_back(&field);
  return found;
}

}  // namespace winnow::mail
