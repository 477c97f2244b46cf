// docs/mend/header.white-space.md
#include <algorithm>
#include <array>

#include "base/text.h"
#include "mend/header_steps.h"

namespace winnow::mend {
namespace {

constexpr std::size_t kPlaces = 32, kBytes = 8192;   // white space closed in one field, and texts made for it
constexpr std::size_t kLongLine = 60;
constexpr std::array<std::size_t, 6> kWidths = {72, 76, 78, 75, 77, 79};

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  std::size_t at = 0;
  for (std::size_t found; (found = text.find(from, at)) != std::string_view::npos; at = found + from.size())
    out.append(text.substr(at, found - at)).append(to);
  return out.append(text.substr(at));
}

bool is_fold(std::string_view text, std::size_t at) { return text[at] == '\n' && at + 1 < text.size() && is_blank(text[at + 1]); }

std::string unfolded(std::string_view text) { return replaced(replaced(text, "\r\n", ""), "\n", ""); }

// Folds that a program made into one blank more (formail -c): the line end stood where two blanks follow one another.
std::string folded_at_pairs(std::string_view text, std::string_view line_end) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool pair = text[i] == ' ' && i + 1 < text.size() && is_blank(text[i + 1]);
    if (pair) out += line_end;
    else out += text[i];
  }
  return out;
}

// Folded in front of the last blank within `width` columns, as often as that is needed.
std::string folded_at_width(std::string_view text, std::size_t width, std::string_view line_end, char blank) {
  std::string out;
  std::string_view rest = text;
  while (rest.size() > width) {
    std::size_t at = rest.substr(0, width + 1).rfind(' ');
    if (at == std::string_view::npos || at == 0) at = rest.find(' ', 1);
    if (at == std::string_view::npos) break;
    out.append(rest.substr(0, at)).append(line_end).push_back(blank);
    rest.remove_prefix(at + 1);
    if (rest.size() > width) continue;
  }
  return out.append(rest);
}

std::string folded_behind(std::string_view text, std::string_view mark, std::string_view line_end, char blank) {
  return replaced(text, std::string(mark) + " ", std::string(mark) + std::string(line_end) + blank);
}

void propose(const Form& from, std::string text, unsigned bits, Forms& out) {
  if (text == from.fields[0].text) return;
  Form form = from;
  form.fields[0].text = std::move(text);
  form.cost += bits;
  out.push_back(std::move(form));
}

void propose_simple(const Scene& scene, const Form& from, Forms& out) {
  const std::string& text = from.fields[0].text;
  const std::string_view line_end = scene.line_end;
  const bool folded = text.find('\n') != std::string::npos;
  if (!folded) propose(from, folded_at_pairs(text, line_end), 1, out);
  if (folded) {
    propose(from, replaced(text, "\n\t", "\n "), 5, out);
    propose(from, replaced(text, "\n ", "\n\t"), 5, out);
    propose(from, replaced(text, "\n\t", "\n        "), 8, out);
  }
  const std::string line = unfolded(text), blanks = replaced(line, "\t", " ");
  propose(from, line, 5, out);
  propose(from, blanks, 6, out);
  // A long field without a fold was unfolded by somebody.
  const unsigned bits = !folded && text.size() > kLongLine ? 2 : 6;
  for (const char blank : {'\t', ' '}) {
    for (const std::string_view mark : {",", ";", ">"}) propose(from, folded_behind(blanks, mark, line_end, blank), bits, out);
    for (const std::size_t width : kWidths) propose(from, folded_at_width(blanks, width, line_end, blank), bits + 1, out);
  }
  propose(from, text + " ", 7, out);
  std::string stripped = text;
  while (!stripped.empty() && is_blank(stripped.back())) stripped.pop_back();
  propose(from, stripped, 6, out);
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos) return;
  const std::size_t begin = text.find_first_not_of(" \t", colon + 1);
  if (begin == std::string::npos) return;
  propose(from, text.substr(0, colon + 1) + text.substr(begin), 7, out);
  propose(from, text.substr(0, colon + 1) + " " + text.substr(begin), 6, out);
}

// Under the relaxed form only white space that came or went where there was none counts.
void propose_relaxed(const Form& from, Forms& out) {
  const std::string& text = from.fields[0].text;
  const std::string line = replaced(unfolded(text), "\t", " ");
  for (const std::string_view mark : {",", ";", ">"}) {
    propose(from, replaced(line, std::string(mark) + " ", mark), 8, out);
    propose(from, replaced(replaced(line, std::string(mark) + " ", mark), mark, std::string(mark) + " "), 8, out);
  }
  const std::size_t most = std::min(kPlaces, kBytes / text.size());
  std::size_t places = 0;
  for (std::size_t at = text.find(':') + 2; at < text.size() && places < most; ++at) {
    const bool fold = is_fold(text, at);
    const bool blank = is_blank(text[at]) && !is_blank(text[at - 1]) && text[at - 1] != '\n';
    if (!fold && !blank) continue;
    const std::size_t end = std::min(text.find_first_not_of(" \t\r\n", at), text.size());
    const std::size_t begin = fold && text[at - 1] == '\r' ? at - 1 : at;
    propose(from, text.substr(0, begin) + text.substr(end), fold ? 8 : 11, out);
    ++places;
    at = end;
  }
}

}  // namespace

bool takes_white_space(const Scene&, std::string_view) { return true; }

void propose_white_space(const Scene& scene, std::string_view, const Form& from, Forms& out) {
  if (from.fields.size() != 1) return;
  if (scene.is_simple) propose_simple(scene, from, out);
  else propose_relaxed(from, out);
}

}  // namespace winnow::mend
