#include "face/report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <span>

#include "base/json.h"
#include "base/text.h"
#include "face/layout.h"
#include "face/report/html.h"
#include "face/report/picture.h"

namespace winnow::face {
namespace {

// More rows of a table than these help nobody and cost the time in which the file should open; what is left out is said.
constexpr std::size_t kBoxesShown = 200, kLossesShown = 500, kKeysShown = 200;

// "61 %"; what is there is never shown as nothing.
std::string share(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return {};
  const std::uint64_t percent = (part * 200 + whole) / (whole * 2);
  return percent == 0 ? "&lt;\u00A01\u00A0%" : fmt::format("{}\u00A0%", percent);
}

}  // namespace

std::string ReportPage::number(std::uint64_t value) const { return grouped(value, say_.language()); }
std::string ReportPage::text(std::string_view id, const Params& values) const { return sentence_html(say_.say(id, values)); }
std::string ReportPage::word(record::Verdict verdict) const { return say_.say("verdict." + std::string(record::name(verdict))); }
std::string ReportPage::chip(record::Verdict verdict) const {
  return fmt::format("<span class=\"chip v-{}\">{}</span>", record::name(verdict), escaped(word(verdict)));
}
std::string ReportPage::section(std::string_view id, std::string_view body) const {
  return fmt::format("<section id=\"{0}\"><h2>{1}</h2>\n{2}</section>\n", id, text(fmt::format("report.heading.{}", id)), body);
}

std::string ReportPage::before_rows() const {
  return head() + verdicts() + limits() + section("months", by_month()) + section("eye", for_the_eye()) + section("ledger", ledger()) +
         section("mailboxes", mailboxes()) + (content_shown() ? section("accounts", accounts()) : std::string()) + section("items", table()) + section("keys", keys()) + section("method", method()) + "</main>\n<footer>" +
         text("report.footer", params({{"version", std::string(WINNOW_VERSION)}})) + "</footer>\n";
}

std::string ReportPage::for_the_eye() const {
  const auto groups = gathered_.survey().for_the_eye();
  if (groups.empty()) return "<p>" + text("terminal.eye.none") + "</p>";
  std::string html = "<p class=\"intro\">" + text("report.eye.intro") + "</p>\n";
  int place = 0;
  for (const EyeGroup& group : groups) {
    html += fmt::format("<h3 class=\"reason\">{} <span>{}</span></h3>\n", escaped(eye_title(group, say_)), number(group.count));
    for (const store::StoredItem* item : group.items) html += eye_card(*item, ++place, gathered_, case_, path_, say_);
    if (const std::uint64_t more = group.count - group.items.size(); more != 0)
      html += "<p>" + text("report.eye.more", params({{"count", static_cast<std::int64_t>(more)}})) + "</p>\n";
  }
  return html;
}

std::string ReportPage::verdicts() const {
  const Survey& survey = gathered_.survey();
  std::string strip = "<svg class=\"strip\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">";
  std::string tiles = "<div class=\"tiles\">";
  double x = 0;
  for (const record::Verdict verdict : kVerdictOrder) {
    const std::uint64_t count = survey.of(verdict);
    const double width = survey.items() == 0 ? 0 : 1000 * static_cast<double>(count) / static_cast<double>(survey.items());
    strip += fmt::format("<rect class=\"v-{}\" x=\"{:.2f}\" y=\"0\" width=\"{:.2f}\" height=\"10\"/>", record::name(verdict), x, width);
    x += width;
    tiles += fmt::format("<div class=\"tile v-{}{}\"><b>{}</b> <span>{}</span><strong>{}</strong><p>{}</p></div>", record::name(verdict),
                         count == 0 ? " none" : "", number(count), share(count, survey.items()), escaped(word(verdict)),
                         text(fmt::format("verdict.{}.means", record::name(verdict))));
  }
  return "<section id=\"verdicts\">" + strip + "</svg>\n" + tiles + "</div>\n</section>\n";
}

// What the counts above do not say stands right below them, before anybody quotes one.
std::string ReportPage::limits() const {
  std::string html = "<aside><h2>" + text("terminal.limits") + "</h2>\n<ul>\n";
  for (const char* id : {"report.limit.person", "report.limit.unproven", "report.limit.truth", "report.limit.whole"}) html += "<li>" + text(id) + "</li>\n";
  return html + "</ul></aside>\n";
}

std::string ReportPage::by_month() const {
  std::string legend = "<p class=\"legend\">";
  for (const record::Verdict verdict : kVerdictOrder)
    legend += fmt::format("<span><i class=\"v-{}\"></i>{}</span> ", record::name(verdict), escaped(word(verdict)));
  return "<p class=\"intro\">" + text("report.months.intro") + "</p>\n" + legend + "</p>\n" + picture(gathered_.mailboxes(), say_);
}

std::string ReportPage::ledger() const {
  const auto boxes = case_.boxes();
  const auto losses = case_.losses();
  if (boxes.empty()) return "<p>" + text("terminal.ledger.empty") + "</p>";
  std::string rows;
  std::uint64_t whole = 0;
  std::size_t shown = 0;
  std::size_t index = 0;
  for (const store::Box& box : boxes) {
    const std::string& label = gathered_.mailboxes()[index++].label;
    const auto lost = std::ranges::count_if(losses, [&](const auto& loss) { return loss.box == box.locator && loss.counts; });
    if (shown >= kBoxesShown && lost == 0) {
      ++whole;
      continue;
    }
    ++shown;
    rows += fmt::format("<tr{}><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>\n",
                        lost != 0 ? " class=\"lost\"" : "", foreign(label), escaped(box.format), number(box.expected), number(box.read),
                        number(static_cast<std::uint64_t>(lost)));
  }
  std::string html = "<p class=\"intro\">" + text("report.ledger.intro") + "</p>\n<div class=\"wide\"><table><thead><tr><th>" + text("terminal.ledger.box") +
                     "</th><th>" + text("terminal.ledger.format") + "</th><th class=\"n\">" + text("terminal.ledger.expected") + "</th><th class=\"n\">" +
                     text("terminal.ledger.read") + "</th><th class=\"n\">" + text("terminal.ledger.lost") + "</th></tr></thead><tbody>\n" + rows +
                     "</tbody></table></div>\n";
  if (whole != 0) html += "<p>" + text("terminal.ledger.whole", params({{"count", static_cast<std::int64_t>(whole)}})) + "</p>\n";
  if (losses.empty()) return html + "<p>" + text("terminal.ledger.nothing-lost") + "</p>\n";
  html += "<h3>" + text("report.ledger.losses") + "</h3>\n<ul class=\"losses\">\n";
  for (const store::LossRow& loss : std::span(losses).first(std::min(losses.size(), kLossesShown))) {
    const std::string where = content_shown() ? foreign(loss.locator) : foreign(gathered_.mailboxes()[gathered_.place_of(loss.box).mailbox].label);
    html += "<li>" + where + ": " + text("loss." + loss.reason) + "</li>\n";
  }
  html += "</ul>\n";
  if (losses.size() > kLossesShown)
    html += "<p>" + text("terminal.more", params({{"count", static_cast<std::int64_t>(losses.size() - kLossesShown)}})) + "</p>\n";
  return html;
}

std::string ReportPage::mailboxes() const {
  std::string html = "<div class=\"wide\"><table class=\"counts\"><thead><tr><th>" + text("terminal.ledger.box") + "</th><th class=\"n\">" + text("report.items") + "</th>";
  for (const record::Verdict verdict : kVerdictOrder) html += "<th class=\"n\">" + chip(verdict) + "</th>";
  html += "</tr></thead><tbody>\n";
  // Where there are too many, the fullest stand, still in the order of their names.
  std::vector<std::uint64_t> sizes;
  for (const Mailbox& mailbox : gathered_.mailboxes())
    if (mailbox.items != 0) sizes.push_back(mailbox.items);
  std::ranges::sort(sizes, std::greater{});
  const std::uint64_t least = sizes.size() > kBoxesShown ? sizes[kBoxesShown - 1] : 1;
  std::size_t shown = 0;
  for (const Mailbox& mailbox : gathered_.mailboxes()) {
    if (mailbox.items < least || shown == kBoxesShown) continue;
    ++shown;
    const std::string label = mailbox.label.empty() ? say_.say("report.no-mailbox") : mailbox.label;
    html += "<tr><td>" + foreign(label) + "</td><td class=\"n\">" + number(mailbox.items) + "</td>";
    for (const record::Verdict verdict : kVerdictOrder)
      html += fmt::format("<td class=\"n{}\">{}</td>", mailbox.verdicts[verdict] == 0 ? " zero" : "", number(mailbox.verdicts[verdict]));
    html += "</tr>\n";
  }
  html += "</tbody></table></div>\n";
  if (shown < sizes.size())
    html += "<p>" + text("report.mailboxes.more", params({{"count", static_cast<std::int64_t>(sizes.size() - shown)}})) + "</p>\n";
  return html;
}

std::string ReportPage::table() const {
  std::string html = "<noscript><p class=\"notice\">" + text("report.noscript") + "</p></noscript>\n";
  html += "<div id=\"browser\" hidden>\n<div class=\"filters\"><input id=\"words\" type=\"search\" placeholder=\"" + text("report.filter") +
          "\" aria-label=\"" + text("report.filter") + "\"><select id=\"mailbox\" aria-label=\"" + text("terminal.ledger.box") + "\"><option value=\"\">" +
          text("report.all-mailboxes") + "</option></select><span id=\"chosen\"></span></div>\n"
          "<p id=\"found\" role=\"status\"></p>\n<div class=\"wide\"><table id=\"list\"><thead><tr><th>" + text("report.column.verdict") + "</th><th>" +
          text("report.column.date") + "</th><th>" + text("report.column.from") + "</th><th>" +
          text(content_shown() ? "report.column.subject" : "report.column.hash") + "</th><th>" + text("report.column.where") +
          "</th></tr></thead><tbody></tbody></table></div>\n<p class=\"pages\"><button id=\"back\">‹</button> <span id=\"page\"></span> <button id=\"next\">›</button></p>\n</div>\n";
  if (rows_left_out_ != 0)
    html += "<p class=\"notice\">" + text("report.rows-left-out", params({{"count", static_cast<std::int64_t>(rows_left_out_)}})) + "</p>\n";
  return html;
}

std::string ReportPage::keys() const {
  if (gathered_.keys().empty()) return "<p>" + text("report.keys.none") + "</p>\n";
  std::string html = "<p class=\"intro\">" + text("report.keys.intro") + "</p>\n<div class=\"wide\"><table><thead><tr><th>" + text("terminal.keys.name") +
                     "</th><th>" + text("report.keys.channel") + "</th><th>" + text("report.keys.class") + "</th><th class=\"n\">" + text("report.keys.held") +
                     "</th><th>" + text("report.keys.source") + "</th></tr></thead><tbody>\n";
  std::size_t shown = 0;
  for (const auto& [name, uses] : gathered_.keys()) {
    for (const KeyUse& use : uses) {
      if (++shown > kKeysShown) continue;
      const std::string channel = text("show.channel." + use.channel) + (use.vouched ? ", " + text("show.vouched") : "");
      html += fmt::format("<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{} / {}</td><td class=\"source\">{}</td></tr>\n", foreign(name), channel,
                          escaped(use.key_class), number(use.held), number(use.tried), foreign(shorten(use.source, 300)));
    }
  }
  html += "</tbody></table></div>\n";
  if (shown > kKeysShown) html += "<p>" + text("terminal.more", params({{"count", static_cast<std::int64_t>(shown - kKeysShown)}})) + "</p>\n";
  return html;
}

std::string ReportPage::method() const {
  std::string html;
  for (const char* id : {"report.method.asks", "report.method.signature", "report.method.keys", "report.method.read", "report.method.strength", "report.method.repeat"})
    html += "<p>" + text(id) + "</p>\n";
  html += "<h3>" + text("report.words") + "</h3>\n<dl>\n";
  for (const char* aspect : {"author", "content", "subject", "date", "recipients", "carriage"})
    html += "<dt>" + text(fmt::format("aspect.{}", aspect)) + "</dt><dd>" + text(fmt::format("aspect.{}.means", aspect)) + "</dd>\n";
  for (const char* standing : {"proved", "supported", "open", "questioned", "refuted"})
    html += "<dt>" + text(fmt::format("standing.{}", standing)) + "</dt><dd>" + text(fmt::format("standing.{}.means", standing)) + "</dd>\n";
  return html + "</dl>\n";
}

std::string ReportPage::behind_rows() const {
  std::string words;
  JsonWriter json(words);
  json.begin_object();
  const auto list = [&](std::string_view key, std::string_view topic, std::initializer_list<std::string_view> names) {
    json.key(key).begin_array();
    for (const std::string_view name : names) json.string(say_.say(fmt::format("{}.{}", topic, name)));
    json.end_array();
  };
  // In the order of the enums of record.proto, and of record::kAspects.
  list("verdicts", "verdict", {"unproven", "corroborated", "authentic", "doubtful", "forged", "altered"});
  list("standings", "standing", {"open", "supported", "proved", "questioned", "refuted"});
  list("aspects", "aspect", {"author", "date", "recipients", "subject", "content", "carriage"});
  list("kinds", "show.kind", {"document", "message", "attachment", "document"});
  json.key("mailboxes").begin_array();
  for (const Mailbox& mailbox : gathered_.mailboxes()) json.string(mailbox.label);
  json.end_array();
  json.key("filled").begin_array();
  for (std::size_t i = 0; i < gathered_.mailboxes().size(); ++i)
    if (gathered_.mailboxes()[i].items != 0) json.unsigned_number(i);
  json.end_array();
  json.key("rows").unsigned_number(rows_);
  json.key("found").string(say_.say("report.found"));
  json.key("command").string(content_shown() ? "winnow show " + shell_word(path_) : "");
  json.end_object();
  return "<script type=\"application/json\" id=\"names\">" + script_safe(words) + "</script>\n<script>" + std::string(report_file(".js")) + "</script>\n</body>\n</html>\n";
}

}  // namespace winnow::face
