// The tree of MIME parts (RFC 2046 section 5.1), found in one pass over the body. Every boundary that is open is looked for at
// once, so that an outer delimiter ends inner multiparts that were never closed.
#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "mail/content.h"
#include "mail/header.h"
#include "mail/line.h"
#include "mail/message.h"
#include "mail/notes.h"

namespace winnow::mail {
namespace {

constexpr std::size_t kBoundaryOctets = 70;  // RFC 2046 section 5.1.1
constexpr int kNobody = -1;

// Where an entity ended: at a delimiter line of the open multipart `level`, or, with kNobody, at the end of the message.
struct Stop {
  Line line;
  int level = kNobody;
  bool closing = false;
};

class Walker final : public DelimiterLines {
 public:
  Walker(Message& message, std::string_view text, char terminator, Notes& notes, int outer_depth)
      : message_(message), text_(text), terminator_(terminator), notes_(notes), outer_depth_(outer_depth) {}

  void walk_message() { read_body(add_part(kNobody, message_.header, {}), {}); }

  bool holds(std::string_view line) const override {
    bool closing = false;
    return level_of(line, closing) != kNobody;
  }

 private:
  struct Open {
    std::string boundary;
    bool closed = false;  // its closing delimiter was seen: the rest is epilogue
  };

  // How `line`, its two dashes taken off, fits a boundary.
  enum class Fit { kNone, kPrefix, kWithText, kClosing, kExact };

  // RFC 2046 section 5.1.1 asks for the boundary at the beginning of the line only. Text behind white space or behind the
  // closing dashes is let through; text glued to the boundary is not, for boundaries are often made by counting
  // ("part-1" and "part-12").
  static Fit fit(std::string_view line, std::string_view boundary, bool& closing) {
    closing = false;
    if (!line.starts_with(boundary)) return Fit::kNone;
    std::string_view rest = line.substr(boundary.size());
    closing = rest.starts_with("--");
    if (closing) rest.remove_prefix(2);
    if (trim(rest).empty()) return closing ? Fit::kClosing : Fit::kExact;
    return is_blank(rest[0]) ? Fit::kWithText : Fit::kPrefix;
  }

  // The open multipart whose delimiter `line` is: of the best fit the innermost. A boundary may end in "--" itself, so the
  // exact line of an outer multipart beats the closing line of an inner one.
  int level_of(std::string_view line, bool& closing) const {
    line.remove_prefix(std::min<std::size_t>(2, line.size()));
    int found = kNobody;
    Fit best = Fit::kPrefix;
    bool near = false, behind_close = false;
    for (int level = static_cast<int>(open_.size()) - 1; level >= 0; --level) {
      const Open& open = open_[static_cast<std::size_t>(level)];
      bool closes = false;
      const Fit fits = fit(line, open.boundary, closes);
      near = near || fits == Fit::kPrefix;
      if (open.closed) behind_close = behind_close || fits > Fit::kPrefix;
      if (open.closed || fits <= best) continue;
      found = level;
      best = fits;
      closing = closes;
    }
    if (best == Fit::kWithText) notes_.add("mime.delimiter-text");
    if (found == kNobody && behind_close) notes_.add("mime.delimiter-after-close");
    else if (found == kNobody && near) notes_.add("mime.near-delimiter");
    return found;
  }

  Stop find_stop(std::size_t from) const {
    if (open_.empty()) return end_of_message();
    while (true) {
      const std::size_t at = find_dashed_line(text_, from, terminator_);
      if (at == std::string_view::npos) return end_of_message();
      const Line line = line_at(text_, at, terminator_);
      Stop stop{line};
      stop.level = level_of(text_.substr(at, line.content_end - at), stop.closing);
      if (stop.level != kNobody) return stop;
      from = line.end;
      if (from >= text_.size()) return end_of_message();
    }
  }

  Stop end_of_message() const { return {{text_.size(), text_.size(), text_.size()}}; }

  // Where the content before `stop` ends: the line end in front of a delimiter line belongs to that line.
  std::size_t content_end(const Stop& stop, std::size_t floor) const {
    if (stop.level == kNobody) return text_.size();
    return stop.line.begin - line_end_before(text_, stop.line.begin, floor, terminator_);
  }

  int add_part(int parent, Range header, std::vector<Field> fields) {
    const int index = static_cast<int>(message_.parts.size());
    Part& part = message_.parts.emplace_back();
    part.parent = parent;
    part.depth = parent == kNobody ? 0 : message_.parts[static_cast<std::size_t>(parent)].depth + 1;
    part.header = header;
    part.fields = std::move(fields);
    return index;
  }

  Part& part(int index) { return message_.parts[static_cast<std::size_t>(index)]; }

  // `entity` begins with a header, `digest`: inside multipart/digest, where the default type is another.
  Stop read_entity(int parent, std::size_t begin, bool digest) {
    std::vector<Field> fields;
    const Range header = read_header(text_, begin, terminator_, false, *this, fields, notes_);
    if (fields.empty() && part(parent).is_message()) notes_.add("header.missing");
    const int index = add_part(parent, header, std::move(fields));
    return read_body(index, digest ? std::string_view("message/rfc822") : std::string_view());
  }

  // Reads what stands behind the header of `index`, its parts included.
  Stop read_body(int index, std::string_view default_type) {
    const std::size_t begin = part(index).header.end;
    const std::vector<Field>& fields = index == 0 ? message_.fields : part(index).fields;
    read_content_fields(fields, default_type, part(index), notes_);
    part(index).body.begin = begin;
    Stop stop;
    if (part(index).is_multipart() && !part(index).boundary.empty() && may_nest(index)) {
      stop = read_multipart(index, begin);
    } else if (part(index).is_message() && part(index).encoding == Encoding::kIdentity && may_nest(index)) {
      stop = read_entity(index, begin, false);
    } else {
      stop = find_stop(begin);
    }
    const std::size_t floor = entity_begin(index);
    clamp(index, content_end(stop, floor));
    return stop;
  }

  std::size_t entity_begin(int index) { return part(index).header.begin; }

  bool may_nest(int index) {
    if (part(index).depth + outer_depth_ < static_cast<int>(limits::kMimeDepth)) return has_room();
    notes_.add("mime.too-deep");
    return false;
  }

  bool has_room() {
    if (message_.parts.size() < limits::kParts) return true;
    notes_.add("mime.too-many-parts");
    return false;
  }

  Stop read_multipart(int index, std::size_t begin) {
    const int level = static_cast<int>(open_.size());
    note_boundary(part(index).boundary);
    open_.push_back({part(index).boundary});
    const bool digest = part(index).subtype == "digest";
    Stop stop = find_stop(begin);
    part(index).preamble = {begin, std::max<std::size_t>(begin, content_end(stop, begin))};
    while (stop.level == level && !stop.closing) {
      add_delimiter(index, stop);
      if (!has_room()) break;
      stop = read_entity(index, stop.line.end, digest);
    }
    if (stop.level == level) stop = read_epilogue(index, level, stop);
    else note_unclosed(index);
    open_.resize(static_cast<std::size_t>(level));
    return stop;
  }

  // Behind the closing delimiter, or behind the last part that limits::kParts lets in.
  Stop read_epilogue(int index, int level, Stop stop) {
    if (stop.closing) {
      add_delimiter(index, stop);
      part(index).closed = true;
    }
    open_[static_cast<std::size_t>(level)].closed = true;
    const std::size_t begin = stop.line.end;
    stop = find_stop(begin);
    part(index).epilogue = {begin, std::max<std::size_t>(begin, content_end(stop, begin))};
    return stop;
  }

  void add_delimiter(int index, const Stop& stop) { part(index).delimiters.push_back({stop.line.begin, stop.line.end}); }

  void note_unclosed(int index) {
    notes_.add(part(index).delimiters.empty() ? "mime.no-delimiter" : "mime.unclosed-multipart");
  }

  void note_boundary(const std::string& boundary) {
    if (boundary.size() > kBoundaryOctets) notes_.add("mime.long-boundary");
    for (const Open& open : open_)
      if (open.boundary == boundary) notes_.add("mime.duplicate-boundary");
      else if (open.boundary.starts_with(boundary) || boundary.starts_with(open.boundary)) notes_.add("mime.boundary-prefix");
  }

  // Cuts `index` at the end of its content: a header or delimiter line may have taken a line end that belongs to the
  // delimiter of an outer multipart. Empty parts behind that line end are moved in front of it.
  void clamp(int index, std::size_t end) {
    for (int last = static_cast<int>(message_.parts.size()) - 1; last > index && part(last).body.end > end; --last) cut_at(part(last), end);
    cut_at(part(index), end);
  }

  static void cut_at(Part& p, std::size_t end) {
    const auto cut = [end](Range& range) {
      range.begin = std::min<std::uint64_t>(range.begin, end);
      range.end = std::min<std::uint64_t>(range.end, end);
    };
    cut(p.header);
    for (auto field = p.fields.rbegin(); field != p.fields.rend() && field->range.end > end; ++field) cut(field->range);
    p.body = {std::min<std::uint64_t>(p.body.begin, end), end};
    cut(p.preamble);
    cut(p.epilogue);
    if (!p.delimiters.empty()) cut(p.delimiters.back());
  }

  Message& message_;
  std::string_view text_;
  char terminator_;
  Notes& notes_;
  int outer_depth_;
  std::vector<Open> open_;
};

// Numbers the parts as IMAP does (RFC 9051 section 6.4.5).
void number_parts(std::vector<Part>& parts) {
  std::vector<int> children(parts.size(), 0);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Part& part = parts[i];
    if (part.parent == kNobody) {
      part.path = part.is_multipart() ? "" : "1";
      continue;
    }
    const auto up = static_cast<std::size_t>(part.parent);
    const Part& parent = parts[up];
    if (parent.is_message()) {
      part.path = parent.path + (part.is_multipart() ? ".TEXT" : ".1");
      continue;
    }
    // The multipart that is the body of an embedded message has no number of its own: its parts count from the message.
    const bool body_of_message = parent.parent != kNobody && parts[static_cast<std::size_t>(parent.parent)].is_message();
    const std::string& base = body_of_message ? parts[static_cast<std::size_t>(parent.parent)].path : parent.path;
    part.path = (base.empty() ? "" : base + ".") + std::to_string(++children[up]);
  }
}

void note_lines(const LineCensus& census, Notes& notes) {
  if (census.nul > 0) notes.add("mime.nul");
  if (census.over_998) notes.add("mime.long-line");
  if (census.crlf > 0 && census.lf > census.crlf) notes.add("mime.mixed-line-ends");
  if (census.cr > census.crlf) notes.add(census.lf == 0 ? "mime.cr-line-ends" : "mime.bare-cr");
}

}  // namespace

Message parse(Bytes bytes, int depth) {
  Message message;
  message.bytes = bytes;
  const std::string_view text = as_text(bytes);
  Notes notes;
  const LineCensus census = take_census(text);
  note_lines(census, notes);
  // A message without any LF, saved where CR ends lines, has its lines ended by CR.
  const char terminator = census.lf == 0 && census.cr > 0 ? '\r' : '\n';
  const std::size_t first_end = text.find('\n');
  message.crlf = first_end != std::string_view::npos && first_end > 0 && text[first_end - 1] == '\r';

  Walker walker(message, text, terminator, notes, depth);
  message.header = read_header(text, 0, terminator, true, walker, message.fields, notes);
  message.body = {message.header.end, text.size()};
  note_header(message.fields, notes);
  if (message.fields.empty()) notes.add("header.missing");
  walker.walk_message();
  number_parts(message.parts);
  notes.merge_into(message.notes);
  return message;
}

}  // namespace winnow::mail
