#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "face/report/html.h"
#include "face/side_by_side.h"

namespace winnow::face {
namespace {

constexpr std::string_view kStyle =
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;color:#222;background:#fff}"
    "table{border-collapse:collapse;width:100%;table-layout:fixed}"
    "th,td{border:1px solid #bbb;padding:.5rem;text-align:start;vertical-align:top;overflow-wrap:anywhere}"
    "del{background:#ffd7d5;text-decoration:line-through}ins{background:#ccf2d2;text-decoration:underline}"
    ".number,.date,.address,.name,.negation{font-weight:bold;outline:2px solid #c60}"
    "li{margin:.2rem 0}";

std::string_view class_of(WordKind kind) {
  switch (kind) {
    case WordKind::kNumber: return " class=\"number\"";
    case WordKind::kDate: return " class=\"date\"";
    case WordKind::kName: return " class=\"name\"";
    case WordKind::kAddress: return " class=\"address\"";
    case WordKind::kNegation: return " class=\"negation\"";
    default: return "";
  }
}

void append(std::string& html, std::span<const TextWord> words, std::string_view tag) {
  for (const TextWord& word : words) {
    html += word.starts_line ? "<br>" : " ";
    const std::string text = escaped(printable(word.text));
    if (tag.empty()) html += text;
    else html += fmt::format("<{0}{1}>{2}</{0}>", tag, class_of(word.kind), text);
  }
}

std::string column(const ComparedText& text, bool first) {
  std::string html;
  for (const Run& run : text.difference.runs) {
    const auto words = first ? std::span(text.first).subspan(run.first_begin, run.first_end - run.first_begin)
                             : std::span(text.second).subspan(run.second_begin, run.second_end - run.second_begin);
    append(html, words, run.same ? "" : first ? "del" : "ins");
  }
  return html;
}

}  // namespace

std::string side_by_side_page(const Sentences& say, const Side& first, const Side& second, const std::vector<ComparedText>& texts) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"{}\"><head><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
      "style-src {}\"><title>winnow diff</title><style>{}</style></head><body>\n<h1>{}</h1>\n",
      say.language(), policy_hash(kStyle), kStyle, escaped(say.say("diff.title")));
  const auto changes = changes_that_matter(texts, say, 100);
  if (!changes.empty()) html += "<p>" + escaped(say.say("diff.matter")) + "</p>\n<ul>\n";
  for (const std::string& change : changes) html += "<li>" + escaped(change) + "</li>\n";
  if (!changes.empty()) html += "</ul>\n";
  html += fmt::format("<table><thead><tr><th>{}</th><th>{}</th></tr></thead><tbody>\n", foreign(first.locator), foreign(second.locator));
  for (const ComparedText& text : texts) {
    html += fmt::format("<tr><th colspan=\"2\">{}</th></tr>\n<tr><td dir=\"auto\">{}</td><td dir=\"auto\">{}</td></tr>\n",
                        escaped(text.name.empty() ? say.say("diff.text") : text.name), column(text, true), column(text, false));
  }
  html += "</tbody></table>\n";
  if (std::any_of(texts.begin(), texts.end(), [](const ComparedText& text) { return !text.difference.exact; }))
    html += "<p>" + escaped(say.say("diff.inexact")) + "</p>\n";
  return html + "</body></html>\n";
}

}  // namespace winnow::face
