#include "face/jsonl.h"

#include <gmock/gmock.h>

#include "base/text.h"
#include "fake_case.h"
#include "schema.h"
#include "tests_face.h"

namespace winnow::face {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

store::StoredItem full_item() {
  store::StoredItem stored;
  stored.locator = "ana.mbox#17";
  stored.verdict = record::AUTHENTIC;
  stored.standings.of(record::AUTHOR) = record::PROVED;
  stored.standings.of(record::CONTENT) = record::PROVED;
  record::Item& item = stored.item;
  item.set_kind(record::KIND_MESSAGE);
  item.set_sha256(std::string(32, '\x01'));
  item.set_size(12345);
  item.set_media_type("message/rfc822");
  item.set_from("ana@example.org");
  item.add_to("bo@example.net");
  item.set_date(1491894764);
  item.set_date_offset_minutes(120);
  record::Signature& signature = *item.add_signatures();
  signature.set_mechanism("dkim");
  signature.set_domain("example.org");
  signature.set_result(record::RESULT_PASS);
  signature.set_header(record::PASS);
  signature.add_header_fields("from");
  record::Carriage carriage;
  carriage.set_provider("example.net");
  record::Hop& hop = *carriage.add_hops();
  hop.set_from("out.example.org");
  hop.set_address("192.0.2.7");
  hop.set_by("mx.example.net");
  hop.set_time(1491894764);
  hop.set_own(true);
  record::Report& report = *carriage.add_reports();
  report.set_authserv_id("mx.example.net");
  report.set_own(true);
  record::AuthenticationResult& result = *report.add_results();
  result.set_method("dkim");
  result.set_result("pass");
  *result.add_properties() = params({{"header.d", std::string("example.org")}})[0];
  record::TraceField& field = *carriage.add_fields();
  field.set_name("Delivered-To");
  field.set_value("bo@example.net");
  item.set_carriage(carriage.SerializeAsString());
  record::Finding& finding = *item.add_findings();
  finding.set_check("dkim.aligned");
  finding.set_variant("no-such-variant");
  finding.set_group("signature");
  finding.set_direction(record::FOR);
  finding.set_strength(record::STRENGTH_A);
  finding.set_aspects(record::AUTHOR | record::CONTENT);
  *finding.add_params() = params({{"gap", -5}})[0];
  record::Evidence& evidence = *finding.add_evidence();
  evidence.set_locator(":2");
  evidence.mutable_range()->set_end(812);
  evidence.set_note("header");
  item.add_notes("mime.missing-boundary");
  return stored;
}

TEST(Jsonl, WritesAnItemInTheOrderOfTheContract) {
  const Sentences sentences("en");
  EXPECT_EQ(item_line(full_item(), sentences),
            R"({"schema":1,"locator":"ana.mbox#17","kind":"message","sha256":"0101010101010101010101010101010101010101010101010101010101010101",)"
            R"("size":12345,"media_type":"message/rfc822","parent":null,"name":null,"message_id":null,"from":"ana@example.org","to":["bo@example.net"],)"
            R"("subject":null,"date":"2017-04-11T09:12:44+02:00","verdict":"authentic","standings":{"author":"proved","date":"open","recipients":"open",)"
            R"("subject":"open","content":"proved","carriage":"open"},"signatures":[{"mechanism":"dkim","index":0,"domain":"example.org","selector":null,)"
            R"("algorithm":null,"bits":null,"result":"pass","reason":"","header":"pass","body":"unknown","key_channel":null,"key_source":null,"key_class":null,)"
            R"("key_vouched":false,"key_by_family":false,"padding":"unknown","signed_at":null,"expires_at":null,"expired":false,"canonicalization":null,"identity":null,)"
            R"("header_fields":["from"],"body_length":null,"body_range":null,"undone":[],"instance":null,"chain_validation":null,"authserv_id":null,"results":[],"form":null,"part":null,"certificate":null,"restoration":null,"copy":null}],"carriage":{"provider":"example.net","hops":[{"from":"out.example.org","address":"192.0.2.7",)"
            R"("by":"mx.example.net","protocol":null,"recipient":null,"time":"2017-04-11T07:12:44Z","own":true}],"reports":[{"authserv_id":"mx.example.net",)"
            R"("results":[{"method":"dkim","result":"pass","properties":[["header.d","example.org"]]}],"own":true}],)"
            R"("fields":[{"name":"Delivered-To","value":"bo@example.net","own":false}],"left_out":0,"box":null},)"
            R"("clocks":[{"clock":"date","time":"2017-04-11T07:12:44Z","precision_us":1000000,"local":false,"set_by":"author","hop":null,"signed":false,"range":null},)"
            R"({"clock":"received","time":"2017-04-11T07:12:44Z","precision_us":1000000,"local":false,"set_by":"hop","hop":1,"signed":false,"range":null}],)"
            R"("findings":[{"check":"dkim.aligned","direction":"for","strength":"A",)"
            R"("group":"signature","aspects":["author","content"],"sentence":"[check.dkim.aligned.no-such-variant]","params":{"gap":-5},)"
            R"("evidence":[{"locator":"ana.mbox#17:2","range":[0,812],"note":"header"}],"limit":null}],"notes":["mime.missing-boundary"],"restorations":[]})"
            "\n");
}

TEST(Jsonl, WhatABoxSaysStandsInTheCarriage) {
  store::StoredItem stored = full_item();
  record::Carriage carriage;
  record::BoxFacts& box = *carriage.mutable_box();
  box.set_program("gmail");
  box.set_place("Sent");
  box.add_labels("Boîte de réception");
  box.add_flags("read");
  box.add_flags("deleted");
  box.add_flags("read");
  box.set_received_at(1493971200);
  record::Param& fact = *box.add_facts();
  fact.set_name("thread");
  fact.set_text("1566");
  stored.item.set_carriage(carriage.SerializeAsString());
  EXPECT_THAT(item_line(stored, Sentences("en")),
              HasSubstr(R"("box":{"program":"gmail","folder":null,"place":"Sent","labels":["Boîte de réception"],"flags":["read","deleted"],)"
                        R"("received_at":"2017-05-05T08:00:00Z","facts":[["thread","1566"]],"left_out":0}})"));
}

TEST(Jsonl, ALimitIsANoteThatSaysHowFarOthersMayLift) {
  store::StoredItem stored = full_item();
  record::Finding& limit = *stored.item.mutable_findings(0);
  limit.set_direction(record::LIMIT);
  limit.set_at_most(record::SUPPORTED);
  EXPECT_THAT(item_line(stored, Sentences("en")), testing::AllOf(HasSubstr(R"("direction":"note")"), HasSubstr(R"("limit":"supported"})")));
  limit.set_at_most(record::OPEN);
  EXPECT_THAT(item_line(stored, Sentences("en")), HasSubstr(R"("limit":"open"})"));
}

TEST(Jsonl, KeepsItsSchema) {
  simdjson::dom::parser schema_parser;
  const auto schema = schema_parser.load(std::string(WINNOW_PROJECT) + "/docs/schema/winnow.schema.json").value();
  FakeCase opened;
  opened.box_rows = {{"ana.mbox", "mbox", 412, 411}, {"bo", "maildir", 3, 3}};
  opened.loss_rows = {{"ana.mbox", "ana.mbox#98", "truncated", 10, true}};
  store::StoredItem hostile = full_item();
  hostile.item.set_subject(kHostile);
  hostile.item.set_from(kHostile);
  hostile.item.mutable_findings(0)->mutable_params(0)->set_text(kHostile);
  record::Carriage travelled;
  travelled.add_hops()->set_from(to_valid_utf8(kHostile));
  travelled.add_fields()->set_name(to_valid_utf8(kHostile));
  hostile.item.set_carriage(travelled.SerializeAsString());
  store::StoredItem limited = full_item();
  limited.item.mutable_findings(0)->set_direction(record::LIMIT);
  const Sentences sentences("en");
  for (const std::string& line : {item_line(full_item(), sentences), item_line(hostile, sentences), item_line(limited, sentences), item_line(store::StoredItem{}, sentences), ledger_line(opened)}) {
    simdjson::dom::parser parser;
    EXPECT_THAT(schema_violations(parser.parse(line).value(), schema, schema), IsEmpty()) << line;
    EXPECT_EQ(line.find('\n'), line.size() - 1) << "one line";
  }
}

TEST(Jsonl, TheSchemaRefusesWhatIsNotInIt) {
  simdjson::dom::parser schema_parser;
  const auto schema = schema_parser.load(std::string(WINNOW_PROJECT) + "/docs/schema/winnow.schema.json").value();
  std::string line = item_line(full_item(), Sentences("en"));
  simdjson::dom::parser parser;
  EXPECT_THAT(schema_violations(parser.parse(line.replace(line.find("\"authentic\""), 11, "\"genuine\"")).value(), schema, schema), Not(IsEmpty()));
  EXPECT_THAT(schema_violations(parser.parse(std::string(R"({"schema":1,"ledger":[],"more":0})")).value(), schema, schema), Not(IsEmpty()));
}

TEST(Jsonl, TheSentenceIsSafeToPrintAndTheValueIsWhole) {
  store::StoredItem item = full_item();
  item.item.set_subject(kHostile);
  const std::string line = item_line(item, Sentences("en"));
  EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  simdjson::dom::parser parser;
  EXPECT_THAT(std::string(std::string_view(parser.parse(line).value()["subject"])), HasSubstr("\x1b[2J"));
}

TEST(Jsonl, TheLedgerNamesWhatWasLost) {
  FakeCase opened;
  opened.box_rows = {{"ana.mbox", "mbox", 412, 411}};
  opened.loss_rows = {{"ana.mbox", "ana.mbox#3", "cut", 4, false}, {"ana.mbox", "ana.mbox#98", "truncated", 10, true}};
  EXPECT_EQ(ledger_line(opened),
            R"({"schema":1,"ledger":[{"locator":"ana.mbox","format":"mbox","expected":412,"read":411,"lost":[{"locator":"ana.mbox#98","reason":"truncated","bytes":10}],"remarks":[{"locator":"ana.mbox#3","reason":"cut","bytes":4}]}],"editions":null,"ghosts":{"count":0,"listed":[]}})"
            "\n");
}

}  // namespace
}  // namespace winnow::face
