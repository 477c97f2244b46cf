#include "face/jsonl.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/time.h"
#include "face/carriage_lines.h"
#include "face/editions.h"
#include "face/ghosts.h"
#include "face/timeline.h"
#include "face/view.h"
#include "proof/base64.h"

namespace winnow::face {
namespace {

constexpr int kSchema = 1;  // fields are added, never renamed, within a number

void strings(JsonWriter& json, const google::protobuf::RepeatedPtrField<std::string>& values) {
  json.begin_array();
  for (const std::string& value : values) json.string(value);
  json.end_array();
}

void time_or_null(JsonWriter& json, bool known, std::int64_t seconds, int offset_minutes = 0) {
  if (known)
    json.string(iso_time(seconds, offset_minutes));
  else
    json.null();
}

void range_or_null(JsonWriter& json, bool known, const record::ByteRange& range) {
  if (!known) {
    json.null();
    return;
  }
  json.begin_array().unsigned_number(range.begin()).unsigned_number(range.end()).end_array();
}

void authentication_result(JsonWriter& json, const record::AuthenticationResult& value) {
  json.begin_object();
  json.key("method").string(value.method());
  json.key("result").string(value.result());
  json.key("properties").begin_array();
  for (const record::Param& property : value.properties())
    json.begin_array().string(property.name()).string(property.text()).end_array();
  json.end_array().end_object();
}

void certificate_or_null(JsonWriter& json, const record::Signature& signature) {
  if (!signature.has_certificate()) {
    json.null();
    return;
  }
  const record::Certificate& value = signature.certificate();
  json.begin_object();
  json.key("addresses");
  strings(json, value.addresses());
  json.key("subject").string(value.subject());
  json.key("issuer").string_or_null(value.issuer());
  json.key("fingerprint").string(value.fingerprint());
  json.key("valid_from");
  time_or_null(json, value.has_valid_from(), value.valid_from());
  json.key("valid_to");
  time_or_null(json, value.has_valid_to(), value.valid_to());
  json.key("vouched").string(value.vouched());
  json.key("revocation").string(value.revocation());
  json.end_object();
}

void signature(JsonWriter& json, const record::Signature& value) {
  json.begin_object();
  json.key("mechanism").string(value.mechanism());
  json.key("index").unsigned_number(value.index());
  json.key("domain").string_or_null(value.domain());
  json.key("selector").string_or_null(value.selector());
  json.key("algorithm").string_or_null(value.algorithm());
  json.key("bits");
  value.bits() != 0 ? json.unsigned_number(value.bits()) : json.null();
  json.key("result").string(record::name(value.result()));
  json.key("reason").string(value.reason());
  json.key("header").string(record::name(value.header()));
  json.key("body").string(record::name(value.body()));
  json.key("key_channel").string_or_null(value.key_channel());
  json.key("key_source").string_or_null(value.key_source());
  json.key("key_class").string_or_null(value.key_class());
  json.key("key_vouched").boolean(value.key_vouched());
  json.key("key_by_family").boolean(value.key_by_family());
  json.key("padding").string(record::name(value.padding()));
  json.key("signed_at");
  time_or_null(json, value.has_signed_at(), value.signed_at());
  json.key("expires_at");
  time_or_null(json, value.has_expires_at(), value.expires_at());
  json.key("expired").boolean(value.expired());
  json.key("canonicalization").string_or_null(value.canonicalization());
  json.key("identity").string_or_null(value.identity());
  json.key("header_fields");
  strings(json, value.header_fields());
  json.key("body_length");
  value.has_body_length() ? json.unsigned_number(value.body_length()) : json.null();
  json.key("body_range");
  range_or_null(json, value.has_body_covered() && value.body() == record::PASS, value.body_covered());
  json.key("undone");
  strings(json, value.undone());
  json.key("instance");
  value.has_instance() ? json.unsigned_number(value.instance()) : json.null();
  json.key("chain_validation").string_or_null(value.chain_validation());
  json.key("authserv_id").string_or_null(value.authserv_id());
  json.key("results").begin_array();
  for (const record::AuthenticationResult& result : value.results()) authentication_result(json, result);
  json.end_array();
  json.key("form").string_or_null(value.form());
  json.key("part");
  value.form().empty() ? json.null() : json.string(value.part());
  json.key("certificate");
  certificate_or_null(json, value);
  json.key("restoration");
  value.restoration() != 0 ? json.unsigned_number(value.restoration() - 1) : json.null();
  json.key("copy").string_or_null(value.copy());
  json.end_object();
}

// What stood there when the message was signed is given up to this size; winnow show --restored writes all of it.
constexpr std::size_t kRestoredBytesShown = 4096;

void restorations(JsonWriter& json, const record::Item& item) {
  json.begin_array();
  for (const record::Restoration& restoration : item.restorations()) {
    json.begin_array();
    for (const record::Edit& edit : restoration.edits()) {
      json.begin_object();
      json.key("step").string(edit.step());
      json.key("range");
      range_or_null(json, true, edit.range());
      json.key("added").boolean(edit.added());
      json.key("restored_size").unsigned_number(edit.restored().size());
      json.key("restored");
      edit.restored().size() <= kRestoredBytesShown ? json.string(proof::encode_base64(edit.restored())) : json.null();
      json.key("source").string_or_null(edit.source());
      json.end_object();
    }
    json.end_array();
  }
  json.end_array();
}

void box_or_null(JsonWriter& json, const record::Carriage& carriage) {
  if (!carriage.has_box()) {
    json.null();
    return;
  }
  const record::BoxFacts& value = carriage.box();
  json.begin_object();
  json.key("program").string_or_null(value.program());
  json.key("folder").string_or_null(value.folder());
  json.key("place").string_or_null(value.place());
  json.key("labels");
  strings(json, value.labels());
  json.key("flags").begin_array();
  for (const std::string_view flag : box_flags(value)) json.string(flag);
  json.end_array();
  json.key("received_at");
  time_or_null(json, value.has_received_at(), value.received_at());
  json.key("facts").begin_array();
  for (const record::Param& fact : value.facts()) json.begin_array().string(fact.name()).string(fact.text()).end_array();
  json.end_array();
  json.key("left_out").unsigned_number(value.left_out());
  json.end_object();
}

void carriage(JsonWriter& json, const record::Carriage& value) {
  json.begin_object();
  json.key("provider").string_or_null(value.provider());
  json.key("hops").begin_array();
  for (const record::Hop& hop : value.hops()) {
    json.begin_object();
    json.key("from").string_or_null(hop.from());
    json.key("address").string_or_null(hop.address());
    json.key("by").string_or_null(hop.by());
    json.key("protocol").string_or_null(hop.protocol());
    json.key("recipient").string_or_null(hop.recipient());
    json.key("time");
    time_or_null(json, hop.has_time(), hop.time());
    json.key("own").boolean(hop.own());
    json.end_object();
  }
  json.end_array();
  json.key("reports").begin_array();
  for (const record::Report& report : value.reports()) {
    json.begin_object();
    json.key("authserv_id").string_or_null(report.authserv_id());
    json.key("results").begin_array();
    for (const record::AuthenticationResult& result : report.results()) authentication_result(json, result);
    json.end_array();
    json.key("own").boolean(report.own());
    json.end_object();
  }
  json.end_array();
  json.key("fields").begin_array();
  for (const record::TraceField& field : value.fields()) {
    json.begin_object();
    json.key("name").string(field.name());
    json.key("value").string(field.value());
    json.key("own").boolean(field.own());
    json.end_object();
  }
  json.end_array();
  json.key("left_out").unsigned_number(value.left_out());
  json.key("box");
  box_or_null(json, value);
  json.end_object();
}

void clock(JsonWriter& json, const Instant& instant) {
  json.begin_object();
  json.key("clock").string(instant.source);
  json.key("time").string(instant_time(instant));
  json.key("precision_us").number(instant.precision);
  json.key("local").boolean(instant.is_local);
  json.key("set_by").string(instant.set_by);
  json.key("hop");
  instant.hop != 0 ? json.unsigned_number(instant.hop) : json.null();
  json.key("signed").boolean(instant.is_signed);
  json.key("range");
  range_or_null(json, instant.range.has_value(), instant.range.value_or(record::ByteRange()));
  json.end_object();
}

void clocks_or_null(JsonWriter& json, const record::Item& item) {
  if (item.kind() != record::KIND_MESSAGE) {
    json.null();
    return;
  }
  json.begin_array();
  for (const Instant& instant : timeline(item)) clock(json, instant);
  json.end_array();
}

void finding(JsonWriter& json, const store::StoredItem& item, const record::Finding& value, const Sentences& sentences) {
  json.begin_object();
  json.key("check").string(value.check());
  // A limit speaks neither for nor against: readers see a note, and how far it lets others lift the aspects.
  const bool limits = value.direction() == record::LIMIT;
  json.key("direction").string(record::name(limits ? record::NOTE : value.direction()));
  json.key("strength").string(record::name(value.strength()));
  json.key("group").string(group_of(value));
  json.key("aspects").begin_array();
  for (const record::Aspect aspect : record::kAspects)
    if ((value.aspects() & aspect) != 0) json.string(record::name(aspect));
  json.end_array();
  json.key("sentence").string(sentences.say(value));
  json.key("params").begin_object();
  for (const record::Param& param : value.params()) {
    json.key(param.name());
    param.value_case() == record::Param::kNumber ? json.number(param.number()) : json.string(param.text());
  }
  json.end_object();
  json.key("evidence").begin_array();
  for (const record::Evidence& evidence : value.evidence()) {
    json.begin_object();
    json.key("locator").string(evidence_locator(item, evidence));
    json.key("range");
    range_or_null(json, evidence.has_range(), evidence.range());
    json.key("note").string(evidence.note());
    json.end_object();
  }
  json.end_array();
  json.key("limit");
  limits ? json.string(record::name(value.at_most())) : json.null();
  json.end_object();
}

}  // namespace

std::string item_line(const store::StoredItem& stored, const Sentences& sentences) {
  const record::Item& item = stored.item;
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.key("schema").number(kSchema);
  json.key("locator").string(stored.locator);
  json.key("kind").string(record::name(item.kind()));
  json.key("sha256").string_or_null(to_hex(item.sha256()));
  json.key("size").unsigned_number(item.size());
  json.key("media_type").string_or_null(item.media_type());
  json.key("parent").string_or_null(stored.parent.value_or(""));
  json.key("name").string_or_null(item.name());
  json.key("message_id").string_or_null(item.message_id());
  json.key("from").string_or_null(item.from());
  json.key("to");
  strings(json, item.to());
  json.key("subject").string_or_null(item.subject());
  json.key("date");
  time_or_null(json, item.has_date(), item.date(), item.date_offset_minutes());
  json.key("verdict").string(record::name(stored.verdict));
  json.key("standings").begin_object();
  for (const record::Aspect aspect : record::kAspects)
    json.key(record::name(aspect)).string(record::name(stored.standings.of(aspect)));
  json.end_object();
  json.key("signatures").begin_array();
  for (const record::Signature& value : item.signatures()) signature(json, value);
  json.end_array();
  json.key("carriage");
  item.kind() == record::KIND_MESSAGE ? carriage(json, carriage_of(item)) : static_cast<void>(json.null());
  json.key("clocks");
  clocks_or_null(json, item);
  json.key("findings").begin_array();
  for (const record::Finding& value : item.findings()) finding(json, stored, value, sentences);
  json.end_array();
  json.key("notes");
  strings(json, item.notes());
  json.key("restorations");
  restorations(json, item);
  json.end_object();
  return line + "\n";
}

std::string ledger_line(const store::Case& opened) {
  const auto losses = opened.losses();
  std::string line;
  JsonWriter json(line);
  json.begin_object();
  json.key("schema").number(kSchema);
  json.key("ledger").begin_array();
  for (const store::Box& box : opened.boxes()) {
    json.begin_object();
    json.key("locator").string(box.locator);
    json.key("format").string(box.format);
    json.key("expected").unsigned_number(box.expected);
    json.key("read").unsigned_number(box.read);
    const auto rows = [&](std::string_view key, bool counting) {
      json.key(key).begin_array();
      for (const store::LossRow& loss : losses) {
        if (loss.box != box.locator || loss.counts != counting) continue;
        json.begin_object();
        json.key("locator").string(loss.locator);
        json.key("reason").string(loss.reason);
        json.key("bytes").unsigned_number(loss.bytes);
        json.end_object();
      }
      json.end_array();
    };
    rows("lost", true);
    rows("remarks", false);
    json.end_object();
  }
  json.end_array();
  json.key("editions");
  if (const auto compared = editions_of(opened)) {
    json.begin_object();
    json.key("first").string(compared->first);
    json.key("second").string(compared->second);
    json.key("are_editions").boolean(compared->are_editions);
    json.key("same").number(compared->same);
    json.key("differs").number(compared->differs);
    json.key("only_first").number(compared->only_first);
    json.key("only_second").number(compared->only_second);
    json.end_object();
  } else {
    json.null();
  }
  const Ghosts ghosts = ghosts_of(opened);
  json.key("ghosts").begin_object();
  json.key("count").number(ghosts.count);
  json.key("listed").begin_array();
  for (const Ghost& ghost : ghosts.listed) write(json, ghost);
  json.end_array();
  json.end_object();
  json.end_object();
  return line + "\n";
}

}  // namespace winnow::face
