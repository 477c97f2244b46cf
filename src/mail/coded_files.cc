#include "mail/coded_files.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

#include "base/crc32.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/line.h"
#include "mail/notes.h"
#include "mail/output.h"
#include "mail/transfer.h"

namespace winnow::mail {
namespace {

std::string_view content_of(std::string_view text, const Line& line) { return text.substr(line.begin, line.content_end - line.begin); }

// ---- uuencode ----

constexpr bool is_uu(char c) { return c >= ' ' && c <= '`'; }
constexpr std::size_t uu_value(char c) { return static_cast<std::size_t>(c - ' ') & 0x3F; }

// A line of uuencoded bytes: it begins with their number. Blanks at its end may be lost, and one or two characters be added
// (a checksum, an end mark), as old programs did.
bool is_uu_line(std::string_view line) {
  constexpr std::size_t kMostAdded = 2;
  if (line.empty() || !std::all_of(line.begin(), line.end(), is_uu)) return false;
  return line.size() - 1 <= (uu_value(line.front()) + 2) / 3 * 4 + kMostAdded;
}

// Characters behind the count that the line lacks.
bool is_short_uu_line(std::string_view line) {
  const std::size_t bytes = uu_value(line.front());
  return line.size() - 1 < bytes / 3 * 4 + (bytes % 3 == 0 ? 0 : bytes % 3 + 1);
}

void decode_uu_line(std::string_view line, Output& out) {
  const std::size_t bytes = uu_value(line.front());
  line.remove_prefix(1);
  const auto at = [&](std::size_t i) { return i < line.size() ? uu_value(line[i]) : 0; };
  for (std::size_t done = 0, group = 0; done < bytes; ++group) {
    const std::size_t bits = at(4 * group) << 18 | at(4 * group + 1) << 12 | at(4 * group + 2) << 6 | at(4 * group + 3);
    for (int shift = 16; shift >= 0 && done < bytes; shift -= 8, ++done) out.append(static_cast<char>(bits >> shift & 0xFF));
  }
}

// "begin 644 NAME" or "begin-base64 644 NAME"; the name, nullopt where the line is none.
std::optional<std::string_view> name_in_begin_line(std::string_view line, std::string_view word) {
  if (!line.starts_with(word)) return std::nullopt;
  line.remove_prefix(word.size());
  std::size_t digits = 0;
  while (digits < line.size() && line[digits] >= '0' && line[digits] <= '7') ++digits;
  if (digits < 3 || digits > 4 || digits >= line.size() || !is_blank(line[digits])) return std::nullopt;
  const std::string_view name = trim(line.substr(digits));
  return name.empty() ? std::nullopt : std::optional(name);
}

// ---- yEnc (version 1.3 of its draft) ----

// The value behind " KEY=" in a line "=ybegin line=128 size=5 name=A B": up to the next blank, the name up to the end.
std::string_view value_of(std::string_view line, std::string_view key) {
  const std::size_t name_at = line.find(" name=");
  const std::string wanted = " " + std::string(key) + "=";
  const std::size_t at = key == "name" ? name_at : line.substr(0, name_at).find(wanted);
  if (at == std::string_view::npos) return {};
  const std::string_view value = line.substr(at + wanted.size());
  return key == "name" ? trim(value) : value.substr(0, value.find(' '));
}

std::optional<std::uint64_t> number_of(std::string_view line, std::string_view key, int base = 10) {
  const std::string_view value = value_of(line, key);
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number, base);
  if (value.empty() || error != std::errc() || end != value.data() + value.size()) return std::nullopt;
  return number;
}

bool is_yenc_begin(std::string_view line) {
  return line.starts_with("=ybegin ") && number_of(line, "line") && number_of(line, "size") && !value_of(line, "name").empty();
}

// ---- finding ----

class Finder {
 public:
  explicit Finder(std::string_view text) : text_(text) {}

  // The coded file whose first line is `first`; nullopt where that begins none.
  std::optional<CodedFile> file_at(const Line& first) {
    const std::string_view line = content_of(text_, first);
    if (const auto named = name_in_begin_line(line, "begin ")) return until_end(first, *named, Coding::kUuencode);
    if (const auto named = name_in_begin_line(line, "begin-base64 ")) return until_end(first, *named, Coding::kBase64);
    if (is_yenc_begin(line)) return until_end(first, value_of(line, "name"), Coding::kYenc);
    return std::nullopt;
  }

 private:
  static bool is_data(std::string_view line, Coding coding) {
    switch (coding) {
      case Coding::kUuencode: return is_uu_line(line);
      case Coding::kBase64:
        return !line.empty() && std::all_of(line.begin(), line.end(), [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '/' || c == '='; });
      default: return !line.starts_with("=ybegin ");
    }
  }
  static bool is_end(std::string_view line, Coding coding) {
    return coding == Coding::kUuencode ? line == "end" : coding == Coding::kBase64 ? line == "====" : line.starts_with("=yend ");
  }

  std::optional<CodedFile> until_end(const Line& first, std::string_view named, Coding coding) {
    CodedFile file;
    file.coding = coding;
    file.data = {first.end, first.end};
    std::size_t at = first.end;
    for (bool empty_line = false; at < text_.size();) {
      const Line line = line_at(text_, at, '\n');
      const std::string_view content = content_of(text_, line);
      if (is_end(content, coding)) {
        file.range = {first.begin, line.end};
        file.data.end = at;
        break;
      }
      // Before its end some writers leave the line of no bytes empty, and some mailers put empty lines between all lines.
      if (content.empty() && coding == Coding::kUuencode && !empty_line) {
        empty_line = true;
      } else if (is_data(content, coding)) {
        empty_line = false;
        file.data.end = line.end;
      } else {
        break;
      }
      at = line.end;
    }
    // "begin 644 as usual" in prose: nothing coded follows.
    if (file.data.empty() && file.range.empty()) return std::nullopt;
    if (file.range.empty()) {
      file.range = {first.begin, file.data.end};
      file.notes.push_back("coded.no-end");
    }
    file.name = to_utf8(named.size() > 1 && named.front() == '"' && named.back() == '"' ? named.substr(1, named.size() - 2) : named, "");
    return file;
  }

  std::string_view text_;
};

// ---- decoding ----

void decode_uuencoded(std::string_view data, Output& out, Notes& notes) {
  bool ended = false;
  for (std::size_t at = 0; at < data.size() && !out.stopped();) {
    const Line line = line_at(data, at, '\n');
    at = line.end;
    const std::string_view content = content_of(data, line);
    if (content.empty()) continue;
    if (ended) notes.add("coded.bad-line");             // bytes behind the line that says there are none
    if (is_short_uu_line(content)) notes.add("coded.short-line");
    ended = ended || uu_value(content.front()) == 0;
    decode_uu_line(content, out);
  }
}

// Counts and sums what passes.
class Summing : public Sink {
 public:
  explicit Summing(Sink& to) : to_(to) {}
  bool write(Bytes bytes) override {
    size += bytes.size();
    state = crc32_update(state, bytes);
    return to_.write(bytes);
  }
  std::uint64_t size = 0;
  std::uint32_t state = 0xFFFFFFFF;

 private:
  Sink& to_;
};

void decode_yenc_lines(std::string_view data, Output& out, Notes& notes) {
  constexpr unsigned char kShift = 42, kEscapeShift = 64;
  bool escaped = false;
  for (const char c : data) {
    if (c == '\r' || c == '\n') continue;
    if (c == '=' && !escaped) {
      escaped = true;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.append(static_cast<char>(static_cast<unsigned char>(byte - kShift - (escaped ? kEscapeShift : 0))));
    escaped = false;
    if (out.stopped()) return;
  }
  if (escaped) notes.add("coded.bad-line");
}

// What a part holds by its line "=ypart begin=1 end=5", counted from 0; nullopt where that makes no sense.
std::optional<Range> part_range(std::string_view line) {
  const auto from = number_of(line, "begin"), to = number_of(line, "end");
  if (!line.starts_with("=ypart ") || !from || !to || *from == 0 || *to < *from) return std::nullopt;
  return Range{*from - 1, *to};
}

std::optional<std::uint64_t> part_size(std::string_view line) {
  const auto range = part_range(line);
  return range ? std::optional<std::uint64_t>(range->size()) : std::nullopt;
}

// A part by its own lines; nullopt for what is none.
struct YencPart {
  std::string_view name;
  std::uint64_t size = 0;                // of the whole file
  Range range;                           // in the whole file
  std::size_t at = 0;                    // among the coded files of the text
};
std::optional<YencPart> part_of(std::string_view text, const CodedFile& file, std::size_t at) {
  if (file.coding != Coding::kYenc) return std::nullopt;
  const std::string_view begin = content_of(text, line_at(text, file.range.begin, '\n'));
  const auto size = number_of(begin, "size");
  if (!number_of(begin, "part") || !size || file.data.empty()) return std::nullopt;
  const auto range = part_range(content_of(text, line_at(text, file.data.begin, '\n')));
  return range ? std::optional(YencPart{value_of(begin, "name"), *size, *range, at}) : std::nullopt;
}

// Sorted parts, from `first` on, that are one file from its first byte to its last: how many; 0 where they are none.
std::size_t parts_of_a_file(const std::vector<YencPart>& parts, std::size_t first) {
  std::uint64_t reached = 0;
  std::size_t count = 0;
  for (; first + count < parts.size(); ++count) {
    const YencPart& part = parts[first + count];
    if (part.name != parts[first].name || part.size != parts[first].size) break;
    if (part.range.begin != reached) return 0;         // a gap, or a part that came twice
    reached = part.range.end;
  }
  return count > 1 && reached == parts[first].size ? count : 0;
}

void decode_yenc(std::string_view begin, std::string_view data, std::string_view end, Sink& sink, Notes& notes) {
  const bool is_part = number_of(begin, "part").has_value();
  const Line first = line_at(data, 0, '\n');
  const std::string_view part = content_of(data, first);
  const auto size = is_part ? part_size(part) : number_of(begin, "size");
  if (is_part) notes.add("coded.part");
  if (part.starts_with("=ypart ")) data.remove_prefix(first.end);
  Summing sum(sink);
  Output out(sum);
  decode_yenc_lines(data, out, notes);
  out.flush();
  if (end.empty()) return;
  const bool sizes_agree = size.value_or(~sum.size) == sum.size && number_of(end, "size").value_or(~sum.size) == sum.size;
  if (!sizes_agree) notes.add("coded.size-differs");
  const auto declared = number_of(end, is_part ? "pcrc32" : "crc32", 16);
  if (declared && *declared != (sum.state ^ 0xFFFFFFFF)) notes.add("coded.checksum");
}

}  // namespace

std::string_view name(Coding coding) {
  switch (coding) {
    case Coding::kUuencode: return "x-uuencode";
    case Coding::kBase64: return "x-uuencode-base64";
    case Coding::kYenc: return "x-yenc";
  }
  return "x-uuencode";
}

std::vector<CodedFile> find_coded_files(std::string_view text, std::size_t limit) {
  std::vector<CodedFile> files;
  Finder finder(text);
  for (std::size_t at = text.find(kCodedMark); at != std::string_view::npos && files.size() < limit; at = text.find(kCodedMark, at)) {
    const std::size_t begin = at >= 2 && text.substr(at - 2, 2) == "=y" ? at - 2 : at;
    const std::size_t behind = at + kCodedMark.size();
    at = behind;
    if (begin > 0 && text[begin - 1] != '\n') continue;
    if (auto file = finder.file_at(line_at(text, begin, '\n'))) {
      at = file->range.end;
      files.push_back(std::move(*file));
    }
  }
  return files;
}

std::vector<CodedFile> join_parts(std::string_view text, std::vector<CodedFile> files) {
  std::vector<YencPart> parts;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (const auto part = part_of(text, files[i], i)) parts.push_back(*part);
  if (parts.size() < 2) return files;
  std::sort(parts.begin(), parts.end(), [](const YencPart& a, const YencPart& b) {
    return std::tuple(a.name, a.size, a.range.begin, a.at) < std::tuple(b.name, b.size, b.range.begin, b.at);
  });
  std::vector<bool> joined(files.size(), false);
  for (std::size_t first = 0; first < parts.size();) {
    std::size_t behind = first + 1;
    while (behind < parts.size() && parts[behind].name == parts[first].name && parts[behind].size == parts[first].size) ++behind;
    if (const std::size_t count = parts_of_a_file(parts, first); count == behind - first) {
      CodedFile whole = files[parts[first].at];
      for (std::size_t i = first; i < behind; ++i) {
        const CodedFile& part = files[parts[i].at];
        whole.range = {std::min(whole.range.begin, part.range.begin), std::max(whole.range.end, part.range.end)};
        whole.parts.push_back(part);
        joined[parts[i].at] = true;
      }
      const std::size_t place = std::min_element(parts.begin() + static_cast<std::ptrdiff_t>(first), parts.begin() + static_cast<std::ptrdiff_t>(behind),
                                                 [](const YencPart& a, const YencPart& b) { return a.at < b.at; })->at;
      joined[place] = false;
      files[place] = std::move(whole);
    }
    first = behind;
  }
  std::vector<CodedFile> out;
  for (std::size_t i = 0; i < files.size(); ++i)
    if (!joined[i]) out.push_back(std::move(files[i]));
  return out;
}

void decode_coded_file(std::string_view text, const CodedFile& file, Sink& sink, std::vector<std::string>& notes) {
  Notes found;
  for (const std::string_view note : file.notes) found.add(note);
  if (!file.parts.empty()) {
    std::vector<std::string> of_parts;
    for (const CodedFile& part : file.parts) decode_coded_file(text, part, sink, of_parts);
    std::erase(of_parts, "coded.part");
    of_parts.emplace_back("coded.joined");
    for (std::string& note : of_parts)
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(std::move(note));
    return;
  }
  const std::string_view data = text.substr(file.data.begin, file.data.size());
  if (file.coding == Coding::kYenc) {
    const std::string_view begin = content_of(text, line_at(text, file.range.begin, '\n'));
    const bool ended = file.range.end > file.data.end;
    const std::string_view end = ended ? content_of(text, line_at(text, file.data.end, '\n')) : std::string_view();
    decode_yenc(begin, data, end, sink, found);
  } else {
    Output out(sink);
    Notes of_base64;
    if (file.coding == Coding::kBase64) decode_base64(data, out, of_base64);
    else decode_uuencoded(data, out, found);
    out.flush();
    std::vector<std::string> odd;
    of_base64.merge_into(odd);
    if (!odd.empty()) found.add("coded.bad-line");
  }
  found.merge_into(notes);
}

}  // namespace winnow::mail
