// The card of an item that a person should see (report/page.h).
#include <fmt/format.h>

#include "base/hash.h"
#include "base/text.h"
#include "base/time.h"
#include "face/cli/summary.h"
#include "face/carriage_lines.h"
#include "face/evidence_lines.h"
#include "face/proof_commands.h"
#include "face/report/html.h"
#include "face/report/page.h"

namespace winnow::face {
namespace {

class Card {
 public:
  Card(const store::StoredItem& item, int place, const Gathered& gathered, const store::Case& opened, const std::string& case_path,
       const Sentences& say)
      : stored_(item), item_(item.item), place_(place), gathered_(gathered), case_(opened), path_(case_path), say_(say) {}

  std::string html() const {
    const std::string_view verdict = record::name(stored_.verdict);
    std::string card = fmt::format("<article class=\"card v-{}\"><h3><span class=\"chip v-{}\">{}</span> {}</h3>\n", verdict, verdict,
                                   sentence_html(say_.say(fmt::format("verdict.{}", verdict))), shown_place());
    card += "<p class=\"about\">" + about() + "</p>\n";
    if (const record::Finding* why = strongest(item_, stored_.verdict)) card += "<p class=\"why\">" + sentence(*why) + "</p>\n" + difference(*why);
    card += "<details><summary>" + sentence_html(say_.say("report.more")) + "</summary>\n" + standings() + findings() + signatures() + carriage() + commands() + "</details></article>\n";
    return card;
  }

 private:
  bool shown() const { return gathered_.content() == Content::kShown; }

  std::string shown_place() const {
    const std::string place = gathered_.shown_place(gathered_.place_of(stored_.locator), static_cast<std::uint64_t>(place_));
    return "<code>" + foreign(place) + "</code>";
  }

  std::string about() const {
    std::string parts;
    const auto add = [&](const std::string& part) { parts += (parts.empty() ? "" : " · ") + part; };
    if (!item_.from().empty()) add(foreign(shown() ? item_.from() : item_.from_domain()));
    if (item_.has_date()) add(iso_date(item_.date()));
    if (shown() && !item_.subject().empty() && !subject_is_disputed(stored_)) add("<b>" + foreign(shorten(item_.subject(), 160)) + "</b>");
    if (shown() && !item_.name().empty()) add("<b>" + foreign(shorten(item_.name(), 160)) + "</b>");
    add("<span class=\"hash\">SHA-256 " + to_hex(item_.sha256()).substr(0, 16) + "…</span>");
    return parts;
  }

  std::string sentence(const record::Finding& finding) const { return sentence_html(say_.say(shown() ? finding : without_content(finding))); }

  // Both values of a field, one under the other, where a finding has them.
  std::string difference(const record::Finding& finding) const {
    const auto value = [&](std::string_view name) {
      for (const record::Param& param : finding.params())
        if (param.name() == name) return param.text();
      return std::string();
    };
    if (!shown() || finding.check() != "header.duplicate") return {};
    const std::string field = value("field");
    const auto row = [&](std::string_view kind, const std::string& text) {
      return fmt::format("<div class=\"{}\"><dt>{}</dt><dd>{}: {}</dd></div>", kind, sentence_html(say_.say(fmt::format("report.difference.{}", kind))),
                         foreign(field), foreign(shorten(text, 300)));
    };
    return "<dl class=\"difference\">" + row("signed", value("signed")) + row("added", value("added")) + "</dl>\n";
  }

  std::string standings() const {
    std::string list = "<ul class=\"standings\">";
    for (const record::Aspect aspect : record::kAspects) {
      const std::string_view standing = record::name(stored_.standings.of(aspect));
      list += fmt::format("<li class=\"s-{}\">{}: <b>{}</b></li>", standing, sentence_html(say_.say(fmt::format("aspect.{}", record::name(aspect)))),
                          sentence_html(say_.say(fmt::format("standing.{}", standing))));
    }
    return list + "</ul>\n";
  }

  std::string findings() const {
    std::string list = "<ul class=\"findings\">\n";
    for (const record::Finding& finding : item_.findings()) {
      list += fmt::format("<li class=\"d-{}\"><span>{}, {}</span> {} <code>{}</code>", record::name(finding.direction()),
                          sentence_html(say_.say(fmt::format("show.direction.{}", record::name(finding.direction())))),
                          sentence_html(say_.say(fmt::format("strength.{}", record::name(finding.strength())))), sentence(finding), escaped(finding.check()));
      list += evidence(finding) + "</li>\n";
    }
    return list + "</ul>\n";
  }

  std::string evidence(const record::Finding& finding) const {
    std::string html;
    for (const EvidenceLine& line : evidence_lines(stored_, finding, say_)) {
      const bool elsewhere = shown() && line.locator != stored_.locator;
      if (line.words.empty() && !elsewhere) continue;
      html += "<div class=\"evidence\">" + (elsewhere ? "<code>" + foreign(line.locator) + "</code> " : "") + sentence_html(line.words) + "</div>";
    }
    return html;
  }

  std::string signatures() const {
    if (item_.signatures().empty()) return {};
    std::string list = "<ul class=\"signatures\">\n";
    for (const record::Signature& one : item_.signatures()) {
      const auto half = [&](std::string_view name, record::SignatureState state) {
        return fmt::format("{} <b class=\"h-{}\">{}</b>", sentence_html(say_.say(fmt::format("show.half.{}", name))), record::name(state),
                           sentence_html(say_.say(fmt::format("show.state.{}", record::name(state)))));
      };
      list += fmt::format("<li>{} d={} s={}: {}, {}", escaped(one.mechanism()), foreign(one.domain()), foreign(one.selector()), half("header", one.header()),
                          half("body", one.body()));
      if (!one.reason().empty()) list += " " + sentence_html(say_.say("signature." + one.reason()));
      list += "</li>\n";
    }
    return list + "</ul>\n";
  }

  std::string carriage() const {
    const record::Carriage travelled = carriage_of(item_);
    if (!shown()) return {};
    std::string html = box(travelled.box());
    if (!has_lines(travelled)) return html;
    html += "<details class=\"carriage\"><summary>" + sentence_html(say_.say("show.carriage")) + "</summary>\n<p>" +
                       sentence_html(say_.say("show.carriage.means")) + "</p>\n<p>" +
                       sentence_html(carriage_provider(travelled, say_)) + "</p>\n<ul>\n";
    for (const CarriageLine& line : carriage_lines(travelled, say_))
      html += std::string("<li>") + (line.own ? "* " : "") + sentence_html(line.words) + "</li>\n";
    return html + "</ul></details>\n";
  }

  std::string box(const record::BoxFacts& facts) const {
    const auto lines = box_lines(facts, say_);
    if (lines.empty()) return {};
    std::string html = "<details class=\"carriage\"><summary>" + sentence_html(say_.say("show.box")) + "</summary>\n<p>" +
                       sentence_html(say_.say("show.box.means")) + "</p>\n<ul>\n";
    for (const std::string& line : lines) html += "<li>" + sentence_html(line) + "</li>\n";
    return html + "</ul></details>\n";
  }

  std::string commands() const {
    if (!shown()) return {};
    std::string html = "<pre>" + escaped(show_command(path_, printable(stored_.locator))) + "</pre>\n";
    const ProofPath path = proof_path(case_, stored_);
    if (!has_proof(path)) return html;
    return html + "<details class=\"script\"><summary>" + sentence_html(say_.say("report.script.open")) + "</summary>\n<p>" +
           sentence_html(say_.say("report.script")) + "</p>\n<pre>" + escaped(proof_commands(path)) + "</pre></details>\n";
  }

  const store::StoredItem& stored_;
  const record::Item& item_;
  int place_;
  const Gathered& gathered_;
  const store::Case& case_;
  const std::string& path_;
  const Sentences& say_;
};

}  // namespace

std::string eye_card(const store::StoredItem& item, int place, const Gathered& gathered, const store::Case& opened,
                     const std::string& case_path, const Sentences& say) {
  return Card(item, place, gathered, opened, case_path, say).html();
}

}  // namespace winnow::face
