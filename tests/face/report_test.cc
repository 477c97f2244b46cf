#include "face/report/report.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include "face/report/html.h"
#include "face/sentences.h"
#include "fake_case.h"
#include "tests_face.h"

namespace winnow::face {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string report_of(const FakeCase& opened, Content content, const std::string& case_path = "leak.case") {
  const Scratch folder;
  const std::string target = (folder / "report.html").string();
  ReportWriter writer("en", case_path, content);
  EXPECT_TRUE(writer.begin(opened, target));
  auto file = OutputFile::create(target);
  EXPECT_TRUE(opened.for_each_sorted([&](const store::StoredItem& item) { writer.add(item); }));
  EXPECT_TRUE(writer.finish(opened, *file));
  EXPECT_TRUE(file->commit());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1) << "nothing else is left behind";
  return text_of_file(target);
}

FakeCase hostile_case() {
  FakeCase opened;
  opened.box_rows = {{"ana.mbox", "mbox", 2, 1}};
  opened.loss_rows = {{"ana.mbox", "ana.mbox#2", "truncated", 10, true}};
  for (const record::Verdict verdict : {record::FORGED, record::UNPROVEN}) {
    auto& item = opened.add("ana.mbox#1", record::KIND_MESSAGE, verdict).item;
    item.set_subject("Subjectword " + kHostile);
    item.set_from("localpart@example.org");
    item.set_from_domain("example.org");
    item.set_name("filename.docx " + kHostile);
    item.set_date(1491894764);
    item.set_sha256(std::string(32, '\x0a'));
    record::Finding& finding = *item.add_findings();
    finding.set_check("from.lookalike");
    finding.set_direction(record::AGAINST);
    *finding.add_params() = params({{"address", "localpart@example.org " + kHostile}})[0];
    record::Signature& signature = *item.add_signatures();
    signature.set_mechanism("dkim");
    signature.set_domain(kHostile);
    signature.set_selector(kHostile);
    signature.set_key_channel("given");
    signature.set_key_source(kHostile);
  }
  return opened;
}

std::string data_block(const std::string& html, const std::string& id) {
  const std::string begin = "id=\"" + id + "\">";
  const auto at = html.find(begin) + begin.size();
  return html.substr(at, html.find("</script>", at) - at);
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t found = 0;
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += what.size()) ++found;
  return found;
}

TEST(Report, TextOfTheDumpIsNeverMarkup) {
  const std::string html = report_of(hostile_case(), Content::kShown, "x'; <script>.case");
  EXPECT_EQ(count(html, "<script"), 4U) << "three data blocks and the report's own script";
  EXPECT_EQ(count(html, "</script"), 4U);
  EXPECT_EQ(count(html, "<noscript>"), 1U);
  EXPECT_THAT(html, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(html, Not(HasSubstr("\x1b")));
  EXPECT_THAT(html, Not(HasSubstr("\u202E")));
  for (const char* id : {"rows", "authors", "names"}) {
    simdjson::dom::parser parser;
    EXPECT_EQ(parser.parse(data_block(html, id)).error(), simdjson::SUCCESS) << id;
  }
}

TEST(Report, MayLoadNothing) {
  const std::string html = report_of(hostile_case(), Content::kShown);
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  for (const char* loading : {"http:", "https:", "url(", " src=", "@import", "<link", "<img", "<iframe", " style=", " onclick="})
    EXPECT_THAT(html, Not(HasSubstr(loading)));
  // The policy names the one style and the one script by their hashes.
  const auto style = html.find("<style>") + 7;
  EXPECT_THAT(html, HasSubstr("style-src " + policy_hash(html.substr(style, html.find("</style>") - style))));
  const auto script = html.rfind("<script>") + 8;
  EXPECT_THAT(html, HasSubstr("script-src " + policy_hash(html.substr(script, html.rfind("</script>") - script))));
}

TEST(Report, LeavesContentOutWhenAsked) {
  const std::string html = report_of(hostile_case(), Content::kLeftOut);
  for (const char* secret : {"Subjectword", "localpart", "filename", "ana.mbox", "leak.case"}) EXPECT_THAT(html, Not(HasSubstr(secret))) << secret;
  EXPECT_THAT(html, HasSubstr("example.org"));
  EXPECT_THAT(html, HasSubstr("0a0a0a0a0a0a0a0a"));
  EXPECT_THAT(html, HasSubstr("2017-04"));
}

TEST(Report, AHundredThousandItemsStayUnderTwentyMegabytes) {
  FakeCase opened;
  for (int box = 0; box < 20; ++box) opened.box_rows.push_back({"leak/box" + std::to_string(box) + ".mbox", "mbox", 5000, 5000});
  for (int i = 0; i < 100'000; ++i) {
    auto& item = opened.add("leak/box" + std::to_string(i % 20) + ".mbox#" + std::to_string(i / 20 + 1), record::KIND_MESSAGE, record::UNPROVEN).item;
    item.set_subject("Re: a subject of the usual length, number " + std::to_string(i));
    item.set_from("person" + std::to_string(i % 3000) + "@example.org");
    item.set_date(1483228800 + i * 600);
  }
  EXPECT_LT(report_of(opened, Content::kShown).size(), 20'000'000U);
}

TEST(Report, AnEmptyCaseHasAReportToo) { EXPECT_THAT(report_of(FakeCase(), Content::kShown), HasSubstr("</html>")); }

}  // namespace
}  // namespace winnow::face
