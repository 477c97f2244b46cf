#include "proof/zone_lines.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "proof/key_record.h"

namespace winnow::proof {
namespace {

constexpr std::size_t kEntryLines = 64;             // a record that goes on for longer is not one
constexpr std::string_view kMiddle = "._domainkey";

bool is_comment(std::string_view line) {
  return line.empty() || line.front() == ';' || line.front() == '#' || line.starts_with("//");
}

// The next word, cut off the front of `text`.
std::string_view take_word(std::string_view& text) {
  text = trim(text);
  const std::size_t end = std::min(text.find_first_of(" \t\r\n"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

// What may stand between the name and the text: TTL, class, type, and the words of dig and nslookup.
bool is_filler(std::string_view word) {
  if (std::all_of(word.begin(), word.end(), is_digit)) return true;
  for (const std::string_view known : {"IN", "CH", "HS", "TXT", "text", "=", "descriptive"})
    if (iequals(word, known)) return true;
  return false;
}

// Opening minus closing parentheses outside of strings and comments.
int open_parentheses(std::string_view entry) {
  int open = 0;
  bool inside = false, comment = false;
  for (std::size_t i = 0; i < entry.size(); ++i) {
    const char c = entry[i];
    if (c == '\n') comment = false;
    if (comment) continue;
    if (c == '\\') ++i;
    else if (c == '"') inside = !inside;
    else if (inside) continue;
    else if (c == ';') comment = true;
    else if (c == '(') ++open;
    else if (c == ')') --open;
  }
  return open;
}

// The strings of a quoted text joined, comments and parentheses left out. nullopt when a string does not end.
std::optional<std::string> join_strings(std::string_view text) {
  std::string out;
  bool inside = false, comment = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!inside && c == '\n') comment = false;
    if (comment) continue;
    if (inside && c == '\\' && i + 1 < text.size()) out.push_back(text[++i]);
    else if (c == '"') inside = !inside;
    else if (inside) out.push_back(c);
    else if (c == ';') comment = true;
  }
  if (inside) return std::nullopt;
  return out;
}

// opendkim-genkey names the domain only behind the record: "; ----- DKIM key default for example.com".
std::string_view domain_of_comment(std::string_view entry) {
  const std::size_t comment = entry.rfind("; -----");
  if (comment == std::string_view::npos) return {};
  std::string_view rest = entry.substr(comment);
  const std::size_t at = rest.find(" for ");
  if (at == std::string_view::npos) return {};
  rest.remove_prefix(at + 5);
  return take_word(rest);
}

}  // namespace

std::string_view ZoneLines::take_line() {
  const std::size_t end = std::min(text_.find('\n', at_), text_.size());
  const std::string_view line = text_.substr(at_, end - at_);
  at_ = std::min(end + 1, text_.size());
  ++lines_taken_;
  return line;
}

bool ZoneLines::next() {
  while (at_ < text_.size()) {
    const std::string_view raw = take_line();
    line_ = trim(raw);
    line_number_ = lines_taken_;
    if (lines_taken_ == 1 && line_.starts_with("\xef\xbb\xbf")) line_.remove_prefix(3);
    if (is_comment(line_)) continue;
    if (is_json()) return true;
    if (istarts_with(line_, "$ORIGIN")) {
      std::string_view rest = line_.substr(7);
      origin_ = take_word(rest);
      continue;
    }
    if (line_.front() == '$') continue;
    read_entry(take_entry(raw));
    return true;
  }
  return false;
}

std::string ZoneLines::take_entry(std::string_view first) {
  std::string entry(first);
  for (std::size_t i = 0; i < kEntryLines && at_ < text_.size() && open_parentheses(entry) > 0; ++i) {
    entry.push_back('\n');
    entry.append(take_line());
  }
  return entry;
}

void ZoneLines::read_entry(std::string_view entry) {
  record_ = {};
  std::string_view rest = entry;
  std::string_view name = take_word(rest);
  const std::string lower_name = lower(name);
  const std::size_t middle = lower_name.find(kMiddle);
  if (middle == std::string::npos || middle == 0) {
    record_.fault = "no-key-name";
    return;
  }
  record_.selector = name.substr(0, middle);
  std::string_view domain = name.substr(middle + kMiddle.size());
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (domain.empty()) domain = domain_of_comment(entry);
  if (domain.empty()) domain = origin_;
  record_.domain = domain;

  for (std::string_view ahead = rest; is_filler(take_word(ahead)) && !trim(rest).empty();) rest = ahead;
  rest = trim(rest);
  if (record_.domain.empty()) {
    record_.fault = "no-domain";
  } else if (rest.find('"') != std::string_view::npos) {
    const auto joined = join_strings(rest);
    if (joined) record_.record = *joined;
    record_.fault = joined ? "" : "open-string";
  } else {
    record_.record = plain_record(rest);
  }
  if (record_.fault.empty() && record_.record.find("p=") == std::string::npos) record_.fault = "no-record";
}

}  // namespace winnow::proof
