// The head of the report: what was examined, and under which options.
#include <fmt/format.h>

#include "base/embedded.h"
#include "base/text.h"
#include "face/editions.h"
#include "face/report/html.h"
#include "face/report/page.h"

namespace winnow {
std::span<const EmbeddedFile> embedded_report();
}

namespace winnow::face {

std::string_view report_file(std::string_view ending) {
  for (const EmbeddedFile& file : embedded_report())
    if (file.name.ends_with(ending)) return file.content;
  return {};
}

std::string ReportPage::head() const {
  const std::string_view style = report_file(".css");
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
      say_.language(), policy_hash(style), policy_hash(report_file(".js")), text("report.title"), style);
  const Survey& survey = gathered_.survey();
  html += "<header>\n<p class=\"brand\">winnow</p>\n<h1>" + text("report.title") + "</h1>\n<p class=\"lead\">" +
          text("report.lead", params({{"items", static_cast<std::int64_t>(survey.items())}})) + " " +
          text("terminal.kinds", params({{"messages", static_cast<std::int64_t>(survey.of(record::KIND_MESSAGE))},
                                         {"attachments", static_cast<std::int64_t>(survey.of(record::KIND_ATTACHMENT))},
                                         {"documents", static_cast<std::int64_t>(survey.of(record::KIND_DOCUMENT))}})) +
          ".</p>\n";
  html += run_facts();
  if (const auto compared = editions_of(case_)) {
    html += "<section class=\"editions\"><h2>" + text("terminal.editions") + "</h2>\n<ul>\n";
    Editions shown = *compared;
    if (!content_shown()) {
      shown.first = say_.say("report.edition.first");
      shown.second = say_.say("report.edition.second");
    }
    for (const std::string& line : editions_in_words(shown, say_)) html += "<li>" + sentence_html(line) + "</li>\n";
    html += "</ul></section>\n";
  }
  if (!content_shown()) html += "<p class=\"notice\">" + text("report.left-out") + "</p>\n";
  html += "<nav>";
  for (const char* id : {"months", "eye", "ledger", "mailboxes", "accounts", "items", "keys", "method"})
    if (content_shown() || std::string_view(id) != "accounts")
      html += fmt::format("<a href=\"#{}\">{}</a>", id, text(fmt::format("report.heading.{}", id)));
  return html + "</nav>\n</header>\n<main>\n";
}

// What the user told winnow decides what it may say: a reader must know it.
std::string ReportPage::run_facts() const {
  std::string list;
  const auto add = [&](std::string_view id, const Params& values = {}) { list += "<li>" + text(id, values) + "</li>\n"; };
  const auto lines_of = [&](std::string_view name) {
    const std::string lines = case_.note(name);
    std::vector<std::string> out;
    for (const std::string_view line : split(lines, '\n'))
      if (!line.empty()) out.emplace_back(line);
    return out;
  };
  if (content_shown())
    for (int number = 0; !case_.note(fmt::format("dump.{}.locator", number)).empty(); ++number)
      add("report.run.dump", params({{"name", case_.note(fmt::format("dump.{}.locator", number))}}));
  if (const std::string begun = case_.note("begun"); begun.size() >= 10)
    add("report.run.begun", params({{"date", begun.substr(0, 10)}, {"version", std::string(WINNOW_VERSION)}}));
  for (const std::string& file : lines_of("option.vouched"))
    add("report.run.vouched", params({{"file", content_shown() ? file : without_content(file)}}));
  if (!case_.note("option.no-archive").empty()) add("report.run.no-archive");
  if (const std::string store = case_.note("option.trust-store"); !store.empty())
    add("report.run.trust-store", params({{"file", content_shown() ? store : without_content(store)}}));
  for (const std::string& file : lines_of("option.pgp-keys"))
    add("report.run.pgp-keys", params({{"file", content_shown() ? file : without_content(file)}}));
  if (const std::string fixed = case_.note("option.fixed"); !fixed.empty()) add("report.run.fixed", params({{"date", fixed}}));
  for (const std::string& breach : lines_of("option.breach")) {
    const std::string address = breach.substr(0, breach.rfind('='));
    add("report.run.breach", params({{"address", content_shown() ? address : without_content(address)}, {"date", breach.substr(breach.rfind('=') + 1)}}));
  }
  for (const char* mechanism : {"no-new-privileges", "limits", "landlock", "seccomp"})
    if (!case_.note(fmt::format("sandbox.missing.{}", mechanism)).empty()) add(fmt::format("sandbox.{}", mechanism));
  return list.empty() ? "" : "<ul class=\"run\">\n" + list + "</ul>\n";
}

}  // namespace winnow::face
